namespace Unified.Architecture.Tests.Folders;

/// <summary>
/// The folders of a project are layers: who reads it from the bottom up meets no word before the folder that explains it.
/// </summary>
[TestClass]
public sealed class FolderTests
{
    /// <summary>From the bottom up.</summary>
    private static readonly string[] FoldersOfCore =
    [
        "Errors", "Time", "Types", "Sql", "Columnar", "Epochs", "Definition", "Expressions", "Aggregates", "Logical", "Optimization",
            "Linq", "Plans", "Json",
        "Contracts", "State", "Physical", "Lowering",
    ];

    public static IEnumerable<object[]> Projects => ProjectSources.All.Select(project => new object[] { project });

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void The_folders_of_a_project_form_no_circle(string project)
    {
        var report = ProjectSources.Graph(project).CycleReport();
        if (report.Length > 0) { Assert.Fail(report); }
    }

    [TestMethod]
    public void A_folder_of_Core_uses_only_folders_below_it()
    {
        var wrong = ProjectSources.Graph("Unified.Core").References.Where(r => !IsBelow(r.To, r.From)).Select(r => $"\n  {r}").ToList();
        if (wrong.Count > 0)
        {
            Assert.Fail(
            $"{wrong.Count} lines of Unified.Core use a folder that is not below their own in "
                + $"{nameof(FoldersOfCore)}{string.Concat(wrong)}");
        }
    }

    /// <summary>A folder without a place in the list is below nothing.</summary>
    private static bool IsBelow(string folder, string other) =>
        Array.IndexOf(FoldersOfCore, folder) is >= 0 and var place && place < Array.IndexOf(FoldersOfCore, other);
}
