using System.Runtime.CompilerServices;

namespace Unified.Core.Tests.Golden;

[TestClass]
public sealed class GoldenTests
{
    /// <summary>Set it to 1 to write the file anew, then read the difference.</summary>
    private const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    [TestMethod]
    public void Plans_and_versions_are_those_of_the_golden_file()
    {
        var actual = WithoutBuildDependentVersion(GoldenJobs.PrintAll());
        var file = Path.Combine(Folder(), "plans.golden.txt");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(file, actual);
        }

        var expected = File.ReadAllText(file).ReplaceLineEndings("\n");
        var difference = expected.Split('\n').Zip(actual.Split('\n')).Select((x, i) => (Line: i + 1, x.First, x.Second))
            .FirstOrDefault(x => x.First != x.Second);
        Assert.AreEqual(expected, actual,
            $"line {difference.Line}: a plan changed, so its job gets a new version and new tables. Meant? Run once with {Rewrite}=1.");
    }

    /// <summary>User functions have other IL in a debug and in a release build.</summary>
    private static string WithoutBuildDependentVersion(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.StartsWith("with_user_function ", StringComparison.Ordinal)
            ? "with_user_function (version depends on the build)" : line));

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
