using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unified.Architecture.Tests;
using Unified.Errors;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>What the planner refuses and what the analyzer marks are compared, in definitions that are all wrong.</summary>
[TestClass]
public sealed class SameRefusalsTests
{
    /// <summary>
    /// The planner names the clause that uses the source, the function or the window; the analyzer marks what must be changed.
    /// </summary>
    private static readonly HashSet<string> OtherLines = new(StringComparer.Ordinal)
    {
        "UNI0001", "UNI0005", "UNI0020", "UNI0021", "UNI0022", "UNI0023", "UNI0024", "UNI0026", "UNI0064",
        "UNI0017", "UNI0019", "UNI0030", "UNI0043", "UNI0044", "UNI0071",
    };

    [TestMethod]
    [DataRow("Expressions")]
    [DataRow("Groups")]
    [DataRow("Sources")]
    [DataRow("Functions")]
    [DataRow("Twelve")]
    public void The_analyzer_marks_what_the_planner_refuses_with_its_code_its_words_at_its_line(string sample)
    {
        var compilation = Definitions.Compile($"Sample{sample}", ($"{sample}.cs",
            Repository.Read($"tests/Unified.Analyzers.Tests/Samples/{sample}.txt")));
        var refused = Definitions.Refusals(compilation).Select(Text).Distinct().Order(StringComparer.Ordinal);
        var marked = Definitions.Marks(compilation).Select(Text).Distinct().Order(StringComparer.Ordinal);
        var (missing, surplus) = (refused.Except(marked).ToList(), marked.Except(refused).ToList());
        Assert.IsTrue(missing.Count + surplus.Count == 0,
            $"Not marked:\n{string.Join('\n', missing)}\nMarked, but not refused so:\n{string.Join('\n', surplus)}");
    }

    private static string Text(DefinitionMistake mistake) =>
        $"{mistake.Code} {Line(mistake.Code, mistake.Place?.Line ?? 0)}: {Words(mistake.Code, $"{mistake.Reason} {mistake.WayOut}")}";

    private static string Text(Diagnostic mark)
    {
        var message = mark.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        var node = mark.Properties["node"]!;
        return $"{mark.Id} {Line(mark.Id, mark.Line())}: {Words(mark.Id, message[(node.Length + 2)..])}";
    }

    private static int Line(string code, int line) => OtherLines.Contains(code) ? 0 : line;

    // Code in the words is printed as the planner's tree, and digits of computed decimals are the planner's.
    private static string Words(string code, string words)
    {
        words = Regex.Replace(words, @"decimal\([0-9]*,[0-9]*\)", "decimal");
        words = Regex.Replace(words, @", '\w+'\.", ".");
        words = Regex.Replace(words, @"'[^' ]*\([^']*\)'", "'...'");
        words = code == "UNI0043" ? Regex.Replace(words, "^.* Capture", "Capture") : words;
        words = code == "UNI0090" ? Regex.Replace(words, "^.* has no form", "it has no form") : words;
        words = code == "UNI0007" ? Regex.Replace(words, "'.*'", "'...'") : words;
        return code == "UNI0071" ? Regex.Replace(words, @"\(g.Key\).*$", "(g.Key).") : words;
    }
}
