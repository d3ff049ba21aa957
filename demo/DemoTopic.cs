using Unified.Demo.Data;
using Unified.Embedded.Kafka;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Demo;

/// <summary>A source of the demo: its truth, its records, and who sends them.</summary>
internal sealed class DemoTopic : IDisposable
{
    private readonly GroupProgress _groups;

    /// <param name="source">The source.</param>
    /// <param name="data">Its events by the day.</param>
    /// <param name="days">All days of the demo; those before the source's border are history, the others are produced.</param>
    /// <param name="load">Makes the records of days.</param>
    /// <param name="runtime">The running servers.</param>
    /// <param name="installation">What the consumer groups are named by.</param>
    /// <param name="time">The clock.</param>
    public DemoTopic(SourceSchema source, IDailyData data, DayRange days, Func<DayRange, ITopicEvents> load, UnifiedRuntime runtime,
        string installation, TimeProvider time)
    {
        var border = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMicroseconds(source.HistoryUntil!.Value));
        (Source, Data, Days) = (source, data, days);
        (History, Live) = (new DayRange(days.From, border), new DayRange(border, days.Until));
        Events = load(Live);
        var kafka = runtime.Get<KafkaOptions>();
        var groups = runtime.Get<JobCatalogue>().Plans.Where(plan => plan.Sources.Any(s => s.Name == source.Name))
            .Select(plan => ConsumerGroups.Stream(plan, source.Name, installation))
                .Append(ConsumerGroups.Archive(source, installation));
        _groups = new GroupProgress(kafka.BootstrapServers, source.Topic, source.Partitions, [.. groups]);
        var hold = new RetentionHold(_groups, time);
        TopicProducer? producer = null;
        producer = new TopicProducer(Events, new TopicProducerOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            Topic = source.Topic,
            BeforeChunk = (partition, _, token) => hold.WaitAsync(producer!.Progress, partition, token),
        });
        Producer = producer;
    }

    public SourceSchema Source { get; }

    public IDailyData Data { get; }

    public DayRange Days { get; }

    public DayRange History { get; }

    public DayRange Live { get; }

    public ITopicEvents Events { get; }

    public TopicProducer Producer { get; }

    /// <summary>Records in the given part of the topic.</summary>
    public int Position(double share) => (int)(Events.Count * share);

    public void Dispose()
    {
        _groups.Dispose();
        Producer.Dispose();
    }
}
