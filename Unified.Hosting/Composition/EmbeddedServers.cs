using Unified.Embedded.ClickHouse;
using Unified.Embedded.Kafka;
using Unified.Hosting.Configuration;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Hosting.Composition;

/// <summary>
/// The servers that a process brings along when a setting says <c>embedded</c>, and the addresses that are in force then.
/// </summary>
internal sealed class EmbeddedServers : IAsyncDisposable
{
    /// <summary>What a setting says instead of an address.</summary>
    public const string Word = UnifiedOptions.Embedded;
    private readonly EmbeddedClickHouse? _clickHouse;
    private readonly EmbeddedKafka? _kafka;

    private EmbeddedServers(EmbeddedClickHouse? clickHouse, EmbeddedKafka? kafka, UnifiedOptions options)
    {
        (_clickHouse, _kafka) = (clickHouse, kafka);
        ConnectionString = clickHouse?.ConnectionString ?? options.ClickHouse.ConnectionString;
        BootstrapServers = kafka?.BootstrapServers ?? options.Kafka.BootstrapServers;
    }

    public string ConnectionString { get; }

    /// <summary>Why the embedded ClickHouse does not answer; null while it does, and where there is none.</summary>
    public EmbeddedFault? Fault => _clickHouse?.Fault;

    public string BootstrapServers { get; }

    /// <summary>Starts what is embedded; topics of the embedded Kafka are created.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="sources">The sources whose topics are created.</param>
    /// <param name="progress">Told how they come up.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="trouble">Told when one has died, and when it is there again.</param>
    public static async Task<EmbeddedServers> StartAsync(UnifiedOptions options, IEnumerable<SourceSchema> sources,
        IProgress<string>? progress, CancellationToken cancellation, IProgress<string>? trouble = null)
    {
        var clickHouse = options.ClickHouse.ConnectionString == Word
            ? await EmbeddedClickHouse.StartAsync(
                new EmbeddedClickHouseOptions
                {
                    DataPath = options.ClickHouse.Embedded.Data ?? Path.Combine(options.Data.Root, "clickhouse"),
                    Library = options.ClickHouse.Embedded.Library,
                    Install = true,
                    Restart = true,
                    Progress = progress,
                    Trouble = trouble,
                }, cancellation).ConfigureAwait(false)
            : null;
        EmbeddedKafka? kafka = null;
        if (options.Kafka.BootstrapServers == Word)
        {
            kafka = EmbeddedKafka.Start();
            foreach (var source in sources)
            {
                kafka.CreateTopic(source.Topic, source.Partitions);
            }

            progress?.Report($"The embedded Kafka listens at {kafka.BootstrapServers}");
            progress?.Report(EmbeddedKafka.Limits.ToString());
        }

        return new EmbeddedServers(clickHouse, kafka, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_clickHouse is not null)
        {
            await _clickHouse.DisposeAsync().ConfigureAwait(false);
        }

        _kafka?.Dispose();
    }
}
