using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Unified.Bank;
using Unified.Embedded.ClickHouse;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Hosting.Configuration;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.Chaos;

/// <summary>A Kafka of three brokers, a ClickHouse, and the bank's program in processes of its own over them.</summary>
internal sealed class BankStage : IAsyncDisposable
{
    public const string Topic = "transfers";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "bank.dll");
    private readonly TempFolder _folder;
    private readonly Dictionary<string, string?> _environment;
    private readonly ClickHouseDatabase _database;

    private BankStage(RealKafka kafka, EmbeddedClickHouse clickHouse, TempFolder folder)
    {
        (Kafka, ClickHouse, _folder) = (kafka, clickHouse, folder);
        Plan = JobPlan.Create(new Balances());
        _environment = new Dictionary<string, string?>
        {
            ["Unified__Kafka__BootstrapServers"] = kafka.BootstrapServers,
            ["Unified__ClickHouse__ConnectionString"] = clickHouse.ConnectionString,
            ["Unified__Data__Root"] = folder.Path,
            ["Unified__Stream__FlushInterval"] = "00:00:00.200",
            ["Unified__Kafka__Extra__session.timeout.ms"] = "6000",
        };
        _database = new ClickHouseDatabase(
            new ClickHouseOptions { ConnectionString = clickHouse.ConnectionString, Retries = 0 }, TimeProvider.System);
    }

    public RealKafka Kafka { get; }

    public EmbeddedClickHouse ClickHouse { get; }

    public JobPlan Plan { get; }

    public static async Task<BankStage> StartAsync(CancellationToken cancellation)
    {
        var folder = new TempFolder();
        var kafka = await RealKafka.StartAsync(brokers: 3);
        var clickHouse = await EmbeddedClickHouse.StartAsync(
            new EmbeddedClickHouseOptions { DataPath = folder["clickhouse"], Restart = true }, cancellation);
        await kafka.CreateTopicAsync(Topic, Balances.Transfers.Partitions);
        return new BankStage(kafka, clickHouse, folder);
    }

    /// <summary>A command of the bank's program.</summary>
    public ChildProcess Run(params string[] arguments) => ChildProcess.StartDotnet(Program, arguments, _environment);

    /// <summary>What a reader finds: the sum of all balances and the moves that are counted; null while nobody answers.</summary>
    public async Task<(long Money, long Moves)?> LookAsync(CancellationToken cancellation)
    {
        try
        {
            return await _database.SingleAsync($"SELECT toInt64(sum(money)), toInt64(sum(moves)) FROM {_database.Table("balances")}",
                r => (r.GetInt64(0), r.GetInt64(1)), cancellation);
        }
        catch (UnifiedException)
        {
            return null;
        }
    }

    /// <summary>The balances that are in the answer.</summary>
    public async Task<Dictionary<string, (long Money, long Moves)>> AnswerAsync(CancellationToken cancellation) =>
        (await _database.QueryAsync($"SELECT account, money, toInt64(moves) FROM {_database.Table("balances")}",
            r => (Account: r.GetString(0), Money: r.GetInt64(1), Moves: r.GetInt64(2)), cancellation))
        .ToDictionary(b => b.Account, b => (b.Money, b.Moves), StringComparer.Ordinal);

    /// <summary>The balances that the topic has, read from its beginning to its end by a client of no group.</summary>
    public Dictionary<string, (long Money, long Moves)> Truth()
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = Kafka.BootstrapServers,
            GroupId = "truth",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }).Build();
        consumer.Assign(Enumerable.Range(0, Balances.Transfers.Partitions)
            .Select(p => new TopicPartitionOffset(Topic, p, Offset.Beginning)));
        var (balances, open) = (new Dictionary<string, (long, long)>(StringComparer.Ordinal), Balances.Transfers.Partitions);
        var limit = Stopwatch.StartNew();
        while (open > 0)
        {
            Assert.IsLessThan(120, limit.Elapsed.TotalSeconds, "the topic cannot be read to its end");
            var result = consumer.Consume(1000);
            if (result is { IsPartitionEOF: true })
            {
                open--;
            }
            else if (result is not null)
            {
                foreach (var move in System.Text.Json.JsonSerializer.Deserialize<Transfer>(result.Message.Value)!.Moves)
                {
                    var (money, moves) = balances.GetValueOrDefault(move.Account);
                    balances[move.Account] = (money + move.Amount, moves + 1);
                }
            }
        }

        return balances;
    }

    public async ValueTask DisposeAsync()
    {
        _database.Dispose();
        await ClickHouse.DisposeAsync();
        await Kafka.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A transfer between two of twenty accounts, as JSON.</summary>
    public static byte[] Transfer(Random random, long id)
    {
        var (from, amount) = (random.Next(20), random.Next(1, 10_000));
        return System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"At":"2026-01-01T00:00:00Z","Id":{{id}},"Moves":[{"Account":"a{{from}}","Amount":{{-amount}}},""")
            + string.Create(CultureInfo.InvariantCulture,
            $$"""{"Account":"a{{(from + random.Next(1, 20)) % 20}}","Amount":{{amount}}}]}"""));
    }
}
