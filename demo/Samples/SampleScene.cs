using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Demo.Shared;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Development;
using Unified.Hosting.Topics;
using Unified.Serving.ClickHouse;
using Unified.Streaming.Kafka;

namespace Unified.Demo.Samples;

/// <summary>Everything that the demo of a sample has running, and the steps that it goes through.</summary>
internal sealed partial class SampleScene : IAsyncDisposable
{
    private readonly Sample _sample;
    private readonly DemoConsole _console;
    private readonly TimeProvider _time;
    private readonly UnifiedRuntime _runtime;
    private readonly JobCatalogue _jobs;
    private readonly ClickHouseDatabase _database;
    private readonly IArchiveReader _archive;
    private readonly ApiServer _server;
    private readonly DevRows _rows;
    private readonly IReadOnlyList<SampleTopic> _topics;
    private readonly List<string> _failures = [];
    private CancellationTokenSource _stop = new();
    private Task _layers = Task.CompletedTask;

    private SampleScene(Sample sample, DemoConsole console, TimeProvider time, UnifiedRuntime runtime, ApiServer server)
    {
        (_sample, _console, _time, _runtime, _server) = (sample, console, time, runtime, server);
        (_jobs, _database) = (runtime.Get<JobCatalogue>(), runtime.Get<ClickHouseDatabase>());
        _archive = runtime.Get<IArchiveReader>();
        _rows = new DevRows(server.Url, time);
        _topics = [.. _jobs.Sources.Select(s => new SampleTopic(s, sample.Log(s), runtime.Get<KafkaOptions>(), time))];
    }

    /// <summary>Starts the servers, lays the history where the source looks for it, starts the API.</summary>
    public static async Task<SampleScene> SetUpAsync(Sample sample, DemoOptions options, DemoConsole console, TimeProvider time,
        CancellationToken cancellation)
    {
        DemoFolder.RemoveEarlier(options.Root);
        var settings = new UnifiedOptions
        {
            Kafka = new KafkaSettings
            {
                BootstrapServers = EmbeddedServers.Word,
                // The embedded Kafka waits for the session of a member that has left; six seconds instead of 45.
                Extra = new() { ["session.timeout.ms"] = "6000", ["heartbeat.interval.ms"] = "1000" },
            },
            ClickHouse = new ClickHouseSettings { ConnectionString = EmbeddedServers.Word },
            Data = new DataSettings { Root = options.Root },
            Stream = new StreamSettings { FlushInterval = TimeSpan.FromMilliseconds(200) },
        };
        var runtime = await UnifiedRuntime.StartAsync(settings, sample.Plan(), LogLevel.Warning, cancellation).ConfigureAwait(false);
        try
        {
            CopyFolder(sample.History, Path.Combine(options.Root, "history"));
            var server = await runtime.Get<ApiHost>().StartAsync(options.Urls, cancellation).ConfigureAwait(false);
            return new SampleScene(sample, console, time, runtime, server);
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What there is.</summary>
    public void SayWhatThereIs()
    {
        _console.Good($"Dashboard and API at {_server.Url}");
        foreach (var topic in _topics)
        {
            _console.Say(string.Create(CultureInfo.InvariantCulture,
                $"Source {topic.Source.Name}: history before {Day(topic)}, then {topic.Records:N0} records of {Path.GetFileName(
                    _sample.Log(topic.Source))}, of which {topic.Undecodable} cannot be decoded; {topic.Source.Partitions} partitions, "
                + $"epochs of {topic.Source.Epochs.Offsets} records"));
        }

        _console.Say($"Jobs and their definition versions: {string.Join(", ", _jobs.Plans.Select(p => $"{p.Job} {p.Version}"))}");
    }

    /// <summary>Starts stream and archiver.</summary>
    public void StartLayers()
    {
        _stop = new CancellationTokenSource();
        _layers = _runtime.Get<LayerRunner>().RunAsync(Layers.Stream | Layers.Archive, _jobs.Plans, _stop.Token);
    }

    /// <summary>Stops them: what they have read is flushed and committed.</summary>
    public async Task StopLayersAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _layers.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
            .ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Computes and promotes what is there to read.</summary>
    /// <param name="why">Why, for the manifest.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task BackfillAsync(string why, CancellationToken cancellation)
    {
        foreach (var plan in _jobs.Plans)
        {
            var outcome = await _runtime.Get<Reconciler>().ReconcileAsync(plan, null, "demo", why, null, cancellation)
                .ConfigureAwait(false);
            Expect(outcome.Result == ReconcileResult.Promoted, string.Create(CultureInfo.InvariantCulture,
                $"{plan.Job}: promoted (manifest {outcome.ManifestSeq}){(outcome.RowsCompared == 0 ? ""
                    : $"; {outcome.RowsCompared:N0} rows of the stream proved equal before")}"),
                $"{plan.Job}: {outcome.Result} {string.Join("; ", outcome.Differences.Select(d => d.Message))}");
        }
    }

    /// <summary>Sends records up to a share of all, and waits until they are in every answer and in the archive.</summary>
    public async Task SendAsync(double share, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        giveUp.CancelAfter(TimeSpan.FromMinutes(2));
        var sent = new Dictionary<string, Produced>(StringComparer.Ordinal);
        foreach (var topic in _topics)
        {
            sent[topic.Source.Topic] = await topic.SendAsync(share, giveUp.Token).ConfigureAwait(false);
        }

        // A layer that fails is what there is to tell, not the rows that do not come.
        await await Task.WhenAny(_layers, ArrivedAsync(sent, giveUp.Token)).ConfigureAwait(false);
        _console.Good(string.Create(CultureInfo.InvariantCulture,
            $"{sent.Values.Sum(s => s.Sent):N0} records sent; they are in every answer, and their complete epochs in the archive"));
    }

    private async Task ArrivedAsync(Dictionary<string, Produced> sent, CancellationToken cancellation)
    {
        foreach (var plan in _jobs.Plans)
        {
            await _rows.FirstAsync(plan.Job, [.. plan.Sources], sent, 1, cancellation).ConfigureAwait(false);
        }

        while (_topics.Any(t => t.Sent.Any(p => _archive.Epochs(t.Source, p.Id).Count < t.Source.Epochs.Of(p.Records))))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellation).ConfigureAwait(false);
        }
    }

    private void Expect(bool holds, string good, string bad)
    {
        if (holds)
        {
            _console.Good(good);
        }
        else
        {
            _console.Bad(bad);
            _failures.Add(bad);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopLayersAsync().ConfigureAwait(false);
        _rows.Dispose();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _runtime.DisposeAsync().ConfigureAwait(false);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Day(SampleTopic topic) => DateTime.UnixEpoch.AddMicroseconds(topic.Source.HistoryUntil!.Value)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
