using System.Globalization;
using Unified.Epochs;
using Unified.Nexmark;
using Unified.Nexmark.Answers;
using Unified.Nexmark.Generator;
using Unified.Nexmark.Output;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Benchmarks;

/// <summary>
/// The queries of Nexmark as streams from a real Kafka to rows in ClickHouse, beside the client library touching nothing: see
/// <see cref="StreamRun"/>. The answer of each is compared with DuckDB's over the same events, but for queries whose ties are told apart
/// by the place of an event, which is another one in a topic than in a file.
/// </summary>
internal static class NexmarkStreamBenchmark
{
    private static readonly string[] ByPlace = ["q7", "q18", "q19"];

    /// <summary>Measures the queries with these names, or all when none is given.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(IReadOnlyCollection<string> names, long events)
    {
        using var folder = new TempFolder();
        await using var kafka = await RealKafka.StartAsync();
        foreach (var topic in new[] { "person", "auction", "bid" })
        {
            await kafka.CreateTopicAsync(topic, 4);
        }

        var generator = new NexmarkGenerator(new GeneratorOptions { Events = events, FirstDay = DateOnly.FromDateTime(Events.Border) });
        var records = TopicEvents.Send(generator, kafka.BootstrapServers, CancellationToken.None);
        Console.WriteLine(string.Join(", ", records.Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{r.Value} records in topic '{r.Key}'"))));
        ParquetEvents.Write(generator, folder["parquet"]);
        using var duck = new DuckDbEngine(folder["parquet"], threads: 2);
        var floors = new Dictionary<string, Sample>(StringComparer.Ordinal);
        var measurements = new List<Measurement>();
        foreach (var query in NexmarkQuery.All.Where(q => names.Count == 0 || names.Contains(q.Name)))
        {
            var plan = JobPlan.Create(query.Job);
            var topics = string.Join(',', plan.Sources.Select(s => s.Topic));
            var count = plan.Sources.Sum(s => records[s.Topic]);
            if (!floors.TryGetValue(topics, out var floor))
            {
                // The first time warms the page cache and the broker.
                await StreamRun.ConsumeAsync(kafka.BootstrapServers, topics, count);
                floors[topics] = floor = await StreamRun.ConsumeAsync(kafka.BootstrapServers, topics, count);
            }

            var answer = folder[$"{query.Name}.parquet"];
            var sample = await StreamRun.RunAsync("nexmark.dll", plan, kafka.BootstrapServers, folder[query.Name],
                async (_, tables) => await ReadAsync(plan, tables) >= count,
                async (server, database) =>
                {
                    using var clickHouse = new ClickHouseEngine(server);
                    await clickHouse.WriteAsync($"SELECT * FROM {database.Table(plan.Job)}", answer);
                });
            if (!ByPlace.Contains(query.Name)
                && AnswerDifference.Between(plan, answer, query.DuckDb, duck).Differences is { Count: > 0 } differences)
            {
                throw new InvalidOperationException($"{query.Name}: the stream and DuckDB differ.\n{string.Join('\n', differences)}");
            }

            measurements.Add(new Measurement(query.Name, "Unified", count, [sample]));
            measurements.Add(new Measurement(query.Name, "librdkafka", count, [floor]));
            Console.WriteLine($"{query.Name} is measured");
        }

        return measurements;
    }

    private static async Task<long> ReadAsync(JobPlan plan, ClickHouseRowTables tables)
    {
        var read = 0L;
        foreach (var source in plan.Sources)
        {
            var stored = await tables.StoredAsync(plan, source.Name, Cut.Zero, CancellationToken.None);
            read += stored.Sum(e => e.Ledger.Counts.Read);
        }

        return read;
    }
}
