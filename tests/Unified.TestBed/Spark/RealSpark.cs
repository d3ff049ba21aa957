using System.Globalization;
using Unified.TestKit.Processes;

namespace Unified.TestKit.Spark;

/// <summary>
/// A real Spark Connect server of its own on a free port, with its files in a temporary folder. Without SPARK_HOME it is not available, and
/// a test says so:
/// <code>if (!RealSpark.IsAvailable) { Assert.Inconclusive(RealSpark.SkipReason); }</code>
/// </summary>
/// <remarks>
/// SPARK_HOME names a folder with an executable <c>spark-connect</c> that understands
/// <c>start --port P --dir D --memory M [--workers W]</c>, <c>kill-worker D I</c> and <c>stop D</c>, prints
/// SPARK_REMOTE=sc://.. once the server takes requests, and leaves the ids of its processes, each the leader of a group, in D/connect.pid,
/// D/master.pid and D/worker-I.pid.
/// </remarks>
public sealed class RealSpark : IAsyncDisposable
{
    // What it serves, its master, and their pages.
    private const int MasterPortGap = 1000;
    private const int Attempts = 3;
    private const string Memory = "1g";

    private static readonly HomeScript Script =
        new("SPARK_HOME", "spark-connect", "start, stop, kill-worker", "a real Spark", TimeSpan.FromMinutes(3));

    private readonly TempFolder _folder = new();
    private readonly int _port = FreePorts.Find(1, MasterPortGap);
    private readonly int _workers;
    private readonly string _settings;
    private readonly HashSet<int> _watched = [];

    private RealSpark(int workers, string settings) => (_workers, _settings) = (workers, settings);

    public static bool IsAvailable => Script.Problem is null;

    /// <summary>Why it is not available; empty when it is.</summary>
    public static string SkipReason => Script.Problem ?? "";

    /// <summary>Where it is, as clients are told: <c>sc://127.0.0.1:port</c>.</summary>
    public string Remote { get; private set; } = "";

    public int Port => _port;

    /// <param name="workers">
    /// 0: the server computes in its own process, on two cores. Else so many workers of one core, each with a process that computes.
    /// </param>
    /// <param name="settings">Settings of the server, such as <c>spark.connect.execute.reattachable.senderMaxStreamSize</c>.</param>
    public static async Task<RealSpark> StartAsync(int workers = 0, IReadOnlyDictionary<string, string>? settings = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var spark = new RealSpark(workers, string.Join(' ', settings?.Select(s => $"{s.Key}={s.Value}") ?? []));
            try
            {
                await spark.StartAgainAsync().ConfigureAwait(false);
                return spark;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // A machine that is busy with other tests, or a port that somebody was faster to take.
                await spark.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await spark.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>kill -9 of the server. Without workers all that it computes goes with it.</summary>
    public async Task KillAsync()
    {
        Signals.Send(Group("connect")!.Value, Signals.Kill);
        await GoneAsync([Group("connect")!.Value]).ConfigureAwait(false);
    }

    /// <summary>Ends it in good order.</summary>
    public async Task StopAsync()
    {
        await Script.RunAsync(["stop", _folder.Path]).ConfigureAwait(false);
        WatchOver();
    }

    /// <summary>Starts it on the same port, after it was killed or stopped. For a server without workers.</summary>
    public async Task StartAgainAsync()
    {
        var lines = await Script.RunAsync(
            ["start", "--port", Number(_port), "--dir", _folder.Path, "--memory", Memory, "--workers", Number(_workers)],
            new Dictionary<string, string?> { ["SPARK_EXTRA"] = _settings }).ConfigureAwait(false);
        WatchOver();
        const string Prefix = "SPARK_REMOTE=";
        Remote = lines.FirstOrDefault(l => l.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..]
            ?? throw new InvalidOperationException($"'spark-connect start' printed no {Prefix} line but:\n{string.Join('\n', lines)}");
    }

    /// <summary>kill -9 of a worker and of the process that computes there.</summary>
    /// <param name="worker">1 to the number of workers.</param>
    public async Task KillWorkerAsync(int worker) =>
        await Script.RunAsync(["kill-worker", _folder.Path, Number(worker)]).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        // No orderly end: nobody will read what it could write.
        var groups = Groups();
        foreach (var group in groups) { Signals.Send(group, Signals.Kill); }
        foreach (var group in _watched) { Orphans.Forget(group); }
        await GoneAsync(groups).ConfigureAwait(false);
        _folder.Dispose();
    }

    private static async Task GoneAsync(IReadOnlyList<int> groups)
    {
        for (var i = 0; i < 500 && groups.Any(Signals.Exists); i++) { await Task.Delay(20).ConfigureAwait(false); }
    }

    private void WatchOver()
    {
        var groups = Groups();
        foreach (var group in _watched.Except(groups)) { Orphans.Forget(group); }
        foreach (var group in groups.Except(_watched)) { Orphans.Register(group); }
        _watched.Clear();
        _watched.UnionWith(groups);
    }

    private List<int> Groups() => [.. Enumerable.Range(1, _workers).Select(i => $"worker-{Number(i)}").Prepend("master").Prepend("connect")
        .Select(Group).OfType<int>()];

    // A worker starts processes of its own: a signal to the negative id reaches them too.
    private int? Group(string name) => Path.Combine(_folder.Path, $"{name}.pid") is var file && File.Exists(file)
        ? -int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
