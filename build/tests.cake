// Runs the test projects, two at once: one waits for brokers and child processes while the other computes. Their trx files are added up.

// Serving computes all the time it runs: beside it run those that wait for brokers and processes. Then those that compute with both
// cores, the longest first, for begun last it would run on alone. The others are short and follow by name.
string[] Order =
[
    "Unified.Serving.Tests", "Unified.Package.Tests", "Unified.Integration.Tests", "Unified.Batch.Tests", "Unified.Stream.Tests",
    "Unified.Simulation.Tests", "Unified.Parity.Tests", "Unified.Core.Tests", "Unified.Nexmark.Tests",
];

void RunTests(string folder, string output, string results, string[] extra)
{
    if (DirectoryExists(results)) { DeleteDirectory(results, new() { Recursive = true, Force = true }); }
    var names = System.IO.Directory.GetDirectories(folder, "*.Tests")
        .Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ToList();
    var waiting = new System.Collections.Concurrent.ConcurrentQueue<string>([.. Order.Where(names.Contains), .. names.Except(Order)]);
    var codes = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
    using (var scratch = new Scratch(System.IO.Path.GetFullPath(folder)))
    {
        System.Threading.Tasks.Task.WaitAll([.. Enumerable.Range(0, 2).Select(_ => System.Threading.Tasks.Task.Run(() =>
        {
            while (waiting.TryDequeue(out var name))
            {
                codes[name] = RunProject(name, $"{folder}/{name}/{output}", results, scratch.Path, extra);
            }
        }))]);
    }

    var totals = new TestTotals();
    foreach (var name in names) { totals.Add(name, $"{results}/{name}.trx", codes[name], whole: extra.Length == 0); }
    totals.Print();
    // Nothing run is nothing shown: a mistyped filter must not look like success.
    Leave(totals.Failed == 0 && totals.Any ? 0 : 1);
}

const int Undiscovered = 86;

int RunProject(string name, string folder, string results, string scratch, string[] extra)
{
    Say($"test: {name} begins");
    var (code, text) = Capture("dotnet",
    [
        "test", $"{folder}/{name}.dll", "--nologo", "--logger", $"trx;LogFileName={name}.trx",
        "--logger", "console;verbosity=minimal", "--results-directory", results, .. extra,
    ],
    // Code that runs for a minute does not earn back what measuring it for a better compilation costs.
    new() { ["TMPDIR"] = scratch, ["DOTNET_TieredPGO"] = "0" });
    // In one piece, or the lines of two projects would mix.
    Say($"test: {name} has ended{Environment.NewLine}{text}");
    // The test framework passes over a class that it cannot make out, and ends well.
    return code == 0 && text.Contains("failed to discover tests", StringComparison.Ordinal) ? Undiscovered : code;
}

/// <summary>
/// Where the tests have their temporary files: in memory where the system has a file system there with room to spare, for ClickHouse
/// and Kafka write many small files and a disk is slow at those. TMPDIR, where it is set, is obeyed.
/// </summary>
class Scratch : IDisposable
{
    const string Memory = "/dev/shm";
    const long RoomInMemory = 4L << 30;

    public Scratch(string folder)
    {
        // A name of this checkout's own: what a killed run left goes with the next one.
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder));
        var name = "unified-tests-" + Convert.ToHexString(hash)[..12];
        var inMemory = Environment.GetEnvironmentVariable("TMPDIR") is null or "" && System.IO.Directory.Exists(Memory)
            && new System.IO.DriveInfo(Memory).AvailableFreeSpace > RoomInMemory;
        Path = System.IO.Path.Combine(inMemory ? Memory : System.IO.Path.GetTempPath(), name);
        Dispose();
        System.IO.Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Path)) { System.IO.Directory.Delete(Path, recursive: true); }
    }
}

class TestTotals
{
    static readonly System.Xml.Linq.XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    readonly List<string> _lines = [];
    int _passed;
    int _skipped;

    public int Failed { get; private set; }

    public bool Any => _passed + _skipped + Failed > 0;

    /// <param name="project">The project.</param>
    /// <param name="trxFile">Its results.</param>
    /// <param name="exitCode">How its run ended.</param>
    /// <param name="whole">True when no filter left tests out: then a project without any has lost them.</param>
    public void Add(string project, string trxFile, int exitCode, bool whole)
    {
        var results = System.IO.File.Exists(trxFile)
            ? System.Xml.Linq.XDocument.Load(trxFile).Descendants(Trx + "UnitTestResult").ToList()
            : [];
        var passed = results.Count(r => Outcome(r) == "Passed");
        // VSTest knows more words for trouble (Error, Timeout, Aborted) but one for a skipped test.
        var skipped = results.Where(r => Outcome(r) == "NotExecuted").ToList();
        var failed = results.Where(r => Outcome(r) is not ("Passed" or "NotExecuted")).ToList();
        _lines.Add($"  {project}: {passed} passed, {failed.Count} failed, {skipped.Count} skipped");
        foreach (var result in failed) { _lines.Add($"    failed  {Name(result)}"); }
        foreach (var result in skipped) { _lines.Add($"    skipped {Name(result)}: {Reason(result)}"); }
        if (exitCode != 0 && failed.Count == 0)
        {
            // A test host that died leaves no failed result behind; it must not pass for success.
            _lines.Add($"    failed  the test run ended with exit code {exitCode} without a failed test; see its output above");
            Failed++;
        }

        else if (whole && results.Count == 0)
        {
            _lines.Add("    failed  no test was found");
            Failed++;
        }

        _passed += passed;
        _skipped += skipped.Count;
        Failed += failed.Count;
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine("summary");
        foreach (var line in _lines) { Console.WriteLine(line); }
        Console.WriteLine($"{_passed} passed, {Failed} failed, {_skipped} skipped");
    }

    static string Outcome(System.Xml.Linq.XElement result) => (string)result.Attribute("outcome");

    static string Name(System.Xml.Linq.XElement result) => (string)result.Attribute("testName");

    static string Reason(System.Xml.Linq.XElement result)
    {
        var text = result.Descendants(Trx + "Message").Select(m => m.Value).FirstOrDefault()
            ?? result.Descendants(Trx + "StdOut").Select(m => m.Value).FirstOrDefault() ?? "";
        text = text.Replace("Assert.Inconclusive. ", "");
        var line = string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length == 0 ? "no reason given" : line;
    }
}
