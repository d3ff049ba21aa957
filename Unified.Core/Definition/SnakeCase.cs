using System.Text;

namespace Unified.Definition;

/// <summary>The one rule by which C# names become names of jobs, tables and columns: <c>P95Delay</c> is <c>p95_delay</c>.</summary>
internal static class SnakeCase
{
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            // A word starts at a capital that follows a small letter or digit, or that ends a run of capitals ("JSONRows" is json_rows).
            var starts = char.IsAsciiLetterUpper(c) && i > 0 && name[i - 1] != '_'
                && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (starts)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
