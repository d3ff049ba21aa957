using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Hosting.Records;
using Unified.Hosting.Topics;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Development;

/// <summary>What <c>dev</c> does once its servers run: layers, API, sample data, the first rows, and where to go on.</summary>
/// <param name="runtime">The running servers.</param>
/// <param name="options">The settings.</param>
/// <param name="jobs">The jobs.</param>
/// <param name="say">Told a line.</param>
internal sealed class DevSession(UnifiedRuntime runtime, UnifiedOptions options, JobCatalogue jobs, Action<string> say)
{
    private const int RowsShown = 3;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs until cancelled, or until the first rows are there.</summary>
    /// <param name="servers">The folder, and whom it is announced to.</param>
    /// <param name="samples">The folder of sample data.</param>
    /// <param name="once">True: ends after the first rows.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(DevServers servers, string samples, bool once, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var layers = runtime.Get<LayerRunner>().RunAsync(
            Layers.Stream | Layers.Archive | Layers.Schedule, jobs.Plans, stop.Token, endAtFirst: true);
        try
        {
            var api = await ServeAsync(stop.Token).ConfigureAwait(false);
            await using (api.ConfigureAwait(false))
            {
                var kafka = runtime.Get<KafkaOptions>();
                servers.Announce(kafka.BootstrapServers, runtime.Get<ClickHouseOptions>().ConnectionString, api.Url);
                // A layer that fails is what there is to tell, not the rows that do not come.
                var shown = ShowAsync(kafka, samples, api.Url, once, stop.Token);
                await await Task.WhenAny(layers, shown).ConfigureAwait(false);
            }
        }
        finally
        {
            servers.Withdraw();
            await stop.CancelAsync().ConfigureAwait(false);
            await layers.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    private async Task<ApiServer> ServeAsync(CancellationToken cancellation)
    {
        var host = runtime.Get<ApiHost>();
        try
        {
            return await host.StartAsync(options.Api.Urls, cancellation).ConfigureAwait(false);
        }
        catch (TransientException) when (options.Api.Urls == new ApiSettings().Urls)
        {
            say($"  {options.Api.Urls} is taken; the API has another port this time.");
            return await host.StartAsync("http://127.0.0.1:0", cancellation).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(KafkaOptions kafka, string samples, string api, bool once, CancellationToken cancellation)
    {
        var sent = new Dictionary<string, Produced>(StringComparer.Ordinal);
        var files = SampleFiles(samples);
        foreach (var (topic, file) in files)
        {
            var order = new FileToSend(file, topic);
            var result = await FileSender.SendAsync(kafka, [.. jobs.Sources.Where(s => s.Topic == topic)], order, cancellation)
                .ConfigureAwait(false);
            sent[topic] = result.Produced;
            say(result.Text(order, "the embedded Kafka", offsets: false));
        }

        using var rows = new DevRows(api, TimeProvider.System);
        foreach (var plan in jobs.Plans.Where(p => p.Sources.Any(s => sent.ContainsKey(s.Topic))))
        {
            Show(plan, await rows.FirstAsync(plan.Job, [.. plan.Sources], sent, RowsShown, cancellation).ConfigureAwait(false));
        }

        if (files.Count == 0)
        {
            say($"There is no sample data in '{samples}': a file <topic>{RecordFile.Endings[0]} for a topic of "
                + $"{string.Join(", ", jobs.Sources.Select(s => s.Topic).Distinct())} would be sent at every start.");
        }

        if (!once)
        {
            new DevHints(jobs, api, files).Lines().ToList().ForEach(say);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
    }

    private List<(string Topic, string File)> SampleFiles(string folder) => Directory.Exists(folder)
        ? [.. jobs.Sources.Select(s => s.Topic).Distinct()
            .Select(topic => (Topic: topic,
                File: RecordFile.Endings.Select(e => Path.Combine(folder, topic + e)).FirstOrDefault(File.Exists)))
            .Where(s => s.File is not null).Select(s => (s.Topic, Path.GetRelativePath(Directory.GetCurrentDirectory(), s.File!)))]
        : [];

    private void Show(JobPlan plan, IReadOnlyList<JsonNode> rows)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"Job {plan.Job}: {(rows.Count == 0 ? "no rows of it" : "the first rows")}"));
        foreach (var row in rows)
        {
            say($"  {row.ToJsonString(Plain)}");
        }
    }
}
