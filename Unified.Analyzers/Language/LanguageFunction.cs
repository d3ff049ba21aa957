using System.Globalization;

namespace Unified.Analyzers.Language;

/// <summary>A function of the planner's catalogue as one C# member or operator means it.</summary>
/// <param name="name">Its canonical name.</param>
/// <param name="operands">For each operand 'v', or 'c' where only a constant is taken; '?' where that is not known.</param>
/// <param name="results">For each choice of operands that may be null: 'r' a value, 'n' one that may be null, '-3' the way out.</param>
/// <param name="ways">All ways out.</param>
/// <param name="moving">The way out where a constant is computed.</param>
internal sealed class LanguageFunction(string name, string operands, string[] results, List<string> ways, string? moving)
{
    /// <summary>Its canonical name.</summary>
    public string Name => name.TrimEnd('!');

    /// <summary>True when the serving engine has a form of it; one without is marked by '!' behind its name.</summary>
    public bool HasForm => !name.EndsWith("!", StringComparison.Ordinal);

    /// <summary>True when its operands are not known well enough to ask anything of them.</summary>
    public bool IsOpen => operands == "?";

    /// <summary>True when the operand at a place must be a constant.</summary>
    public bool IsConstant(int place) => place < operands.Length && operands[place] == 'c';

    /// <summary>What to write where an operand is computed that must be a constant.</summary>
    public string Moving => Way(moving!);

    /// <summary>
    /// What it makes of operands that may be null or not: true where the result may be null, a way out where it takes no such operands.
    /// </summary>
    public (bool? Nullable, string? WayOut) Bind(IReadOnlyList<bool?> nullable)
    {
        var free = Enumerable.Range(0, nullable.Count).Where(i => !IsConstant(i)).ToList();
        var possible = new HashSet<string>(StringComparer.Ordinal);
        for (var mask = 0; mask < results.Length; mask++)
        {
            if (free.Select((place, bit) => nullable[place] is not { } known || known == ((mask & (1 << bit)) != 0)).All(fits => fits))
            {
                possible.Add(results[mask]);
            }
        }

        // One answer for all that is not known is the answer.
        return possible.Count > 0 && possible.All(p => p[0] == '-') ? (null, Way(possible.First().Substring(1)))
            : possible.Count == 1 ? (possible.First() == "n", null) : (null, null);
    }

    private string Way(string number) => ways[int.Parse(number, CultureInfo.InvariantCulture)];
}
