// Runs every test project one after the other (brokers and clocks do not like company) and adds up their trx files.

void RunTests(string folder, string output, string results, string[] extra)
{
    if (DirectoryExists(results)) { DeleteDirectory(results, new() { Recursive = true, Force = true }); }
    var totals = new TestTotals();
    foreach (var project in System.IO.Directory.GetDirectories(folder, "*.Tests").Order(StringComparer.Ordinal))
    {
        var name = System.IO.Path.GetFileName(project);
        Say($"test: {name}");
        var code = Start("dotnet",
        [
            "test", $"{project}/{output}/{name}.dll", "--nologo", "--logger", $"trx;LogFileName={name}.trx",
            "--logger", "console;verbosity=minimal", "--results-directory", results, .. extra,
        ]);
        totals.Add(name, $"{results}/{name}.trx", code);
    }
    totals.Print();
    // Nothing run is nothing shown: a mistyped filter must not look like success.
    Leave(totals.Failed == 0 && totals.Any ? 0 : 1);
}

class TestTotals
{
    static readonly System.Xml.Linq.XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    readonly List<string> _lines = [];
    int _passed;
    int _skipped;

    public int Failed { get; private set; }

    public bool Any => _passed + _skipped + Failed > 0;

    public void Add(string project, string trxFile, int exitCode)
    {
        var results = System.IO.File.Exists(trxFile) ? System.Xml.Linq.XDocument.Load(trxFile).Descendants(Trx + "UnitTestResult").ToList() : [];
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
