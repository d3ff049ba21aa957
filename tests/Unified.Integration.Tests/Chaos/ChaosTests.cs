using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Unified.Bank;
using Unified.TestKit;
using Unified.TestKit.Kafka;
using Unified.TestKit.Processes;

namespace Unified.Integration.Tests.Chaos;

/// <summary>
/// Money goes to and fro between accounts while everything is killed. Whoever looks finds that the balances add up to nothing, and after
/// the storm they are what the topic says. UNIFIED_CHAOS_SECONDS says how long the storm is.
/// </summary>
[TestClass]
public sealed class ChaosTests
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Moves = 2;

    private readonly List<string> _story = [];
    private long _looks;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(1_800_000, CooperativeCancellation = true)]
    public async Task Whoever_looks_finds_balances_that_add_up_to_nothing_and_after_the_storm_all_are_right()
    {
        if (!RealKafka.IsAvailable)
        {
            Assert.Inconclusive(RealKafka.SkipReason);
        }

        var random = TestSeed.Take().Random();
        var storm = TimeSpan.FromSeconds(int.Parse(
            Environment.GetEnvironmentVariable("UNIFIED_CHAOS_SECONDS") ?? "25", CultureInfo.InvariantCulture));
        await using var stage = await BankStage.StartAsync(TestContext.CancellationToken);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var producing = Task.Run(() => ProduceAsync(stage, new Random(random.Next()), quiet.Token));
        var looking = Task.Run(() => LookAsync(stage, quiet.Token));
        var lives = new Dictionary<string, ChildProcess>(StringComparer.Ordinal);
        try
        {
            await StoredAsync(stage, lives, 1);
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < storm)
            {
                StartMissing(stage, lives);
                await Task.Delay(random.Next(0, 6000), TestContext.CancellationToken);
                await HarmAsync(stage, lives, random);
                Assert.IsFalse(looking.IsFaulted, looking.Exception?.GetBaseException().Message);
            }
        }
        finally
        {
            await quiet.CancelAsync();
        }

        var produced = await producing;
        await looking;
        await EndAsync(stage, lives, produced);
        Assert.IsNotEmpty(_story, "nothing happened");
        TestContext.WriteLine($"{produced} transfers, {_looks} looks\n{string.Join('\n', _story)}");
    }

    private async Task EndAsync(BankStage stage, Dictionary<string, ChildProcess> lives, long produced)
    {
        var calm = Stopwatch.StartNew();
        StartMissing(stage, lives);
        var truth = stage.Truth();
        Assert.IsGreaterThanOrEqualTo(produced, truth.Values.Sum(b => b.Moves) / Moves, "what was acknowledged is there");
        await StoredAsync(stage, lives, truth.Values.Sum(b => b.Moves));
        _story.Add($"all stored after {calm.Elapsed.TotalSeconds:0.0} s");
        await SameAsync(stage, truth, "the stream");

        // Promoted as well, whatever backfills were killed before.
        await using (var backfill = stage.Run("backfill"))
        {
            Assert.AreEqual(0, await backfill.WaitForExitAsync(TimeSpan.FromMinutes(4)), string.Join('\n', backfill.Output));
        }

        await SameAsync(stage, truth, "the promotion");
        await using (var status = stage.Run("status"))
        {
            Assert.AreEqual(0, await status.WaitForExitAsync(TimeSpan.FromMinutes(2)), string.Join('\n', status.Output));
        }

        foreach (var process in lives.Values)
        {
            await process.DisposeAsync();
        }
    }

    private void StartMissing(BankStage stage, Dictionary<string, ChildProcess> lives)
    {
        foreach (var (name, command) in new[] { ("stream 1", "stream"), ("stream 2", "stream"), ("archiver", "archive") })
        {
            if (!lives.TryGetValue(name, out var process) || process.HasExited)
            {
                if (process is not null && _story.LastOrDefault(s => s.Contains(name, StringComparison.Ordinal))?.EndsWith(
                    "killed", StringComparison.Ordinal) != true)
                {
                    Assert.Fail($"{name} ended by itself:\n{string.Join('\n', process.Output.TakeLast(30))}");
                }

                lives[name] = stage.Run(command);
            }
        }

        if (!lives.TryGetValue("backfill", out var run) || run.HasExited)
        {
            lives["backfill"] = stage.Run("backfill");
        }
    }

    private async Task HarmAsync(BankStage stage, Dictionary<string, ChildProcess> lives, Random random)
    {
        var names = lives.Keys.Order(StringComparer.Ordinal).ToArray();
        var name = names[random.Next(names.Length)];
        var process = lives[name];
        switch (random.Next(10))
        {
            case < 5:
                Tell($"{name} killed");
                await process.KillAsync();
                break;
            case < 7 when !process.HasExited:
                Tell($"{name} stopped");
                Signals.Send(process.Id, Stop);
                await Task.Delay(random.Next(1000, 9000), TestContext.CancellationToken);
                Signals.Send(process.Id, Continue);
                break;
            case < 9:
                var broker = random.Next(1, 4);
                Tell($"broker {broker} gone");
                await stage.Kafka.KillAsync(broker);
                await Task.Delay(random.Next(500, 3000), TestContext.CancellationToken);
                await stage.Kafka.RestartAsync(broker);
                break;
            default:
                Tell("ClickHouse gone");
                Signals.Send(stage.ClickHouse.ProcessId, Signals.Kill);
                break;
        }
    }

    // Producers never stop while it storms, so that work waits at every kill.
    private static async Task<long> ProduceAsync(BankStage stage, Random random, CancellationToken quiet)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = stage.Kafka.BootstrapServers,
            EnableIdempotence = true,
            LingerMs = 20,
            MessageTimeoutMs = 300_000,
        }).Build();
        var acknowledged = 0L;
        for (var id = 0L; !quiet.IsCancellationRequested; id++)
        {
            producer.Produce(BankStage.Topic, new Message<Null, byte[]> { Value = BankStage.Transfer(random, id) }, report =>
            {
                if (!report.Error.IsError)
                {
                    Interlocked.Increment(ref acknowledged);
                }
            });
            if (id % 20 == 0)
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }

        producer.Flush(CancellationToken.None);
        return acknowledged;
    }

    private async Task LookAsync(BankStage stage, CancellationToken quiet)
    {
        while (!quiet.IsCancellationRequested)
        {
            if (await stage.LookAsync(CancellationToken.None) is var (money, moves))
            {
                Assert.AreEqual(0L, money, $"half of a transfer was seen, among {moves} moves");
                Assert.AreEqual(0L, moves % Moves);
                _looks++;
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Waits until that many moves are in the answer.</summary>
    private async Task StoredAsync(BankStage stage, Dictionary<string, ChildProcess> lives, long moves)
    {
        var patience = Stopwatch.StartNew();
        long there;
        while ((there = (await stage.LookAsync(TestContext.CancellationToken))?.Moves ?? 0) < moves)
        {
            StartMissing(stage, lives);
            Assert.IsLessThan(180, patience.Elapsed.TotalSeconds, $"{there} of {moves} moves are stored:\n{string.Join('\n', _story)}\n"
                + string.Join('\n', lives.SelectMany(l => l.Value.Output.TakeLast(15).Select(o => $"{l.Key}: {o}"))));
            await Task.Delay(200, TestContext.CancellationToken);
        }
    }

    private async Task SameAsync(BankStage stage, Dictionary<string, (long Money, long Moves)> truth, string after)
    {
        var answer = await stage.AnswerAsync(TestContext.CancellationToken);
        CollectionAssert.AreEquivalent(truth.ToArray(), answer.ToArray(), $"{after}\n{string.Join('\n', _story)}");
    }

    private void Tell(string what) => _story.Add(what);
}
