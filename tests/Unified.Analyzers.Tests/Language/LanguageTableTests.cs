using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Language;

[TestClass]
public sealed class LanguageTableTests
{
    /// <summary>Set it to 1 to write the file anew, then read the difference.</summary>
    private const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    [TestMethod]
    public void The_analyzer_knows_the_functions_that_the_planner_knows_with_what_each_takes()
    {
        const string Path = "Unified.Analyzers/Language/language.txt";
        var actual = LanguageText.Print();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(System.IO.Path.Combine(Repository.Root, Path), actual);
        }

        Assert.AreEqual(Repository.Read(Path), actual, $"A catalogue has changed. Run once with {Rewrite}=1, and build again.");
    }
}
