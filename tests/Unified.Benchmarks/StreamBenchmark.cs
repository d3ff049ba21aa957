using Unified.Demo.Data;
using Unified.Jobs;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Kafka;

namespace Unified.Benchmarks;

/// <summary>The flights' stream beside the client library touching nothing: see <see cref="StreamRun"/>.</summary>
internal static class StreamBenchmark
{
    private const int Times = 3;
    private const int Rounds = 2;
    private const string Topic = "flights";

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        using var folder = new TempFolder();
        await using var kafka = await RealKafka.StartAsync();
        await kafka.CreateTopicAsync(Topic, 4);
        var events = FlightEvents.Load(FlightDataset.Find(AppContext.BaseDirectory), DayRange.Months(2001, 4, 6), new ArrivalOptions());
        for (var round = 0; round < Rounds; round++)
        {
            var options = new TopicProducerOptions { BootstrapServers = kafka.BootstrapServers, Topic = Topic };
            using var producer = new TopicProducer(events, options);
            await producer.ProduceAsync(CancellationToken.None);
        }

        var records = (long)events.Count * Rounds;
        Console.WriteLine($"{records} records in topic '{Topic}'");
        var plan = JobPlan.Create(new AirportDelays());
        var flights = (long)events.Flights * Rounds;
        var (ours, floor) = (new List<Sample>(), new List<Sample>());
        for (var i = 0; i <= Times; i++)
        {
            var stream = await StreamRun.RunAsync("jobs.dll", plan, kafka.BootstrapServers, folder[$"run{i}"], async (database, _) =>
                await database.SingleAsync($"SELECT toInt64(sum(flights)) FROM {database.Table(plan.Job)}", r => r.GetInt64(0),
                    CancellationToken.None) >= flights);
            var consumed = await StreamRun.ConsumeAsync(kafka.BootstrapServers, Topic, records);
            if (i > 0)
            {
                // The first pair warms the page cache and the broker.
                ours.Add(stream);
                floor.Add(consumed);
            }
        }

        const string Task = "stream airport_delays";
        return [new(Task, "Unified, Kafka to ClickHouse", records, ours), new(Task, "librdkafka, touching nothing", records, floor)];
    }
}
