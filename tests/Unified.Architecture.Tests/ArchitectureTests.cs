using System.Text.RegularExpressions;
using System.Xml.Linq;
using Unified.Batch.Slices;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Architecture.Tests;

/// <summary>The rules of DESIGN and ARCHITECTURE that a compiler does not hold.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    private static readonly string[] Sources = ["Unified.Core", "Unified.Stream", "Unified.Batch", "Unified.Serving", "Unified.Embedded",
        "Unified.Hosting", "Unified.Analyzers", "Unified.Check", "demo", "jobs"];

    [TestMethod]
    [DataRow("Unified.Core", "")]
    [DataRow("Unified.Stream", "Unified.Core")]
    [DataRow("Unified.Batch", "Unified.Core")]
    [DataRow("Unified.Serving", "Unified.Core")]
    [DataRow("Unified.Embedded", "")]
    [DataRow("Unified.Hosting", "Unified.Core Unified.Stream Unified.Batch Unified.Serving Unified.Embedded")]
    [DataRow("Unified.Analyzers", "")]
    [DataRow("Unified.Analyzers.CodeFixes", "")]
    [DataRow("Unified.Check", "")]
    [DataRow("demo/Unified.Demo", "Unified.Hosting Unified.Stream Unified.Batch Unified.Serving Unified.Analyzers")]
    public void Projects_know_only_what_is_below_them(string project, string allowed)
    {
        var references = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')));
        Assert.AreEqual("", string.Join(' ', references.Except(allowed.Split(' '))));
    }

    [TestMethod]
    public void Core_depends_on_nothing_that_does_IO() =>
        Assert.AreEqual("", string.Join(' ', Items("Unified.Core", "PackageReference").Except(["Apache.Arrow", "NodaTime",
            "System.IO.Hashing"])));

    /// <summary>The compiler refuses what the file lists, as long as it is told of it.</summary>
    [TestMethod]
    [DataRow("T:System.IO.File")]
    [DataRow("T:System.IO.Directory")]
    [DataRow("N:System.Net")]
    [DataRow("T:System.Threading.Thread")]
    [DataRow("T:System.Environment")]
    public void Core_is_compiled_without(string symbol)
    {
        CollectionAssert.Contains(Items("Unified.Core", "AdditionalFiles").ToList(), "BannedSymbols.txt");
        CollectionAssert.Contains(Repository.Read("Unified.Core/BannedSymbols.txt").Split('\n').Select(line => line.Split(';')[0])
            .ToList(), symbol);
    }

    [TestMethod]
    public void Job_definitions_see_Core_only() =>
        None(Matches(@"using (static )?Unified\.(Streaming|Batch|Serving|Embedded|Hosting|Demo)", "jobs")
            .Except(["jobs/Program.cs", "jobs/Samples/Program.cs"]));

    [TestMethod]
    public void Hangfire_is_known_to_the_schedule_and_to_who_shows_its_dashboard_only() =>
        None(Matches(@"\bHangfire\.\w", Sources).Where(p => !p.StartsWith("Unified.Batch/Scheduling/", StringComparison.Ordinal)
            && !p.StartsWith("Unified.Hosting/ScheduleDashboard/", StringComparison.Ordinal)));

    [TestMethod]
    public void PostgreSQL_is_known_to_the_schedule_only() =>
        None(Matches(@"\bNpgsql\b", Sources).Where(p => !p.StartsWith("Unified.Batch/Scheduling/", StringComparison.Ordinal)));

    [TestMethod]
    public void Commands_and_demo_are_given_their_services_and_make_none() => None(Matches(
        @"new (ClickHouse(Database|ManifestStore|GenerationStore|RowTables|Promotion)|Rollback|GarbageCollection|StreamRepair|"
        + @"VersionSwitch|KnownVersions|PublicVersions|JobStates|LedgerTable|ArchiveReader|HistoryDataset|HistoryAudit|"
        + @"SlicePlanner|SliceRunner|Reconciler|HangfireScheduler|StreamTask|Archiver)\(",
        "Unified.Hosting", "demo", "jobs"));

    [TestMethod]
    public void Who_owns_an_event_is_said_in_one_place()
    {
        None(Matches(@"[Ee]poch\s*(>=|<)\s*\(?[\w.({]*[Cc]ut", Sources).Except(["Unified.Core/Epochs/Ownership.cs"]));
        None(Matches(@"\bcut[\w.)]*\[", Sources).Except(["Unified.Core/Epochs/Ownership.cs"]));
    }

    [TestMethod]
    public void How_states_merge_is_said_in_one_place_for_SQL_and_one_for_the_engine()
    {
        None(Matches(@"sumMap\(", Sources).Where(p => !p.StartsWith("Unified.Core/Aggregates/States/", StringComparison.Ordinal)));
        None(Matches(@"override string Merge\(", Sources).Where(p => !p.StartsWith("Unified.Core/Aggregates/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void The_step_function_exists_once()
    {
        None(Matches(@"new (GroupTable|KeyEncoder|BatchEvaluator|StageRun)\(|ValueKernel\.Compile\(", Sources)
            .Where(p => !p.StartsWith("Unified.Core/Physical/", StringComparison.Ordinal)));
        None(Matches(@": AggregateKernel\b", Sources).Where(p => !p.StartsWith("Unified.Core/Aggregates/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Public_types_of_Core_are_sealed_abstract_or_static()
    {
        // DataException has kinds, which callers tell apart or not.
        var open = typeof(JobPlan).Assembly.GetExportedTypes().Where(t => t.IsClass && !t.IsSealed && !t.IsAbstract).Select(t => t.Name);
        Assert.AreEqual("DataException", string.Join(' ', open));
    }

    [TestMethod]
    public void No_file_is_long() =>
        None(Sources.Append("tests").SelectMany(folder => Repository.Files(folder, "*.cs")).Where(f => f.Text.Count(c => c == '\n') > 400)
            .Select(f => f.Path));

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Parse(Repository.Read(project.Contains('/', StringComparison.Ordinal) ? $"{project}.csproj"
            : $"{project}/{project}.csproj")).Descendants(item).Select(e => e.Attribute("Include")!.Value);

    /// <summary>The files with code (not comments) that match.</summary>
    private static IEnumerable<string> Matches(string pattern, params string[] folders) =>
        folders.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(f => f.Text.Split('\n').Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                && Regex.IsMatch(line, pattern))).Select(f => f.Path);

    private static void None(IEnumerable<string> files) => Assert.AreEqual("", string.Join(' ', files));
}
