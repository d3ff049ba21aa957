using Unified.Epochs;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>Random lives of a stream, with random losses between them: in the end the tables hold what one undisturbed run makes.</summary>
[TestClass]
public sealed class DamageTests
{
    [TestMethod]
    public async Task Whatever_is_lost_or_restored_between_runs_the_tables_are_whole_after_the_last()
    {
        var seed = TestSeed.Take();
        for (var testCase = 0; testCase < 15; testCase++)
        {
            var random = seed.Random(testCase);
            var scene = StreamScene.Of(random, 2);
            var backups = new List<MemoryTables>();
            scene.Archive = scene.Archived();
            for (var life = 0; life < 5; life++)
            {
                var polls = random.Next(1, 30);
                await scene.RunAsync(_ => Volatile.Read(ref polls) <= 0, Counting(scene, () => Interlocked.Decrement(ref polls)));
                backups.Add(scene.Tables.Backup());
                Damage(scene, random, backups);
            }

            await scene.RunToEndAsync();
            scene.AssertWhole($"case {testCase}");
        }
    }

    private static Action<MemoryReader> Counting(StreamScene scene, Action polled)
    {
        var assign = StreamScene.AssignOnce([.. scene.Topic.Logs.Keys]);
        return reader =>
        {
            assign(reader);
            polled();
        };
    }

    private static void Damage(StreamScene scene, Random random, List<MemoryTables> backups)
    {
        var (tables, partition) = (scene.Tables, StreamScene.Source.Partition(random.Next(2)));
        var epoch = new EpochId(partition, random.Next(12));
        switch (random.Next(10))
        {
            case 0: tables.LoseRows(e => e == epoch); break;
            case 1: tables.LoseLedger(e => e == epoch); break;
            case 2: tables.LoseRows(e => e.Partition == partition); break;
            case 3: tables.LoseSomeRows(random); break;
            case 4: tables.LoseLedger(_ => true); break;
            case 5: scene.Tables = backups[random.Next(backups.Count)].Backup(); break;
            case 6: scene.Tables = MemoryTables.Backup(rows: backups[random.Next(backups.Count)], ledger: tables); break;
            case 7: scene.Tables = MemoryTables.Backup(rows: tables, ledger: backups[random.Next(backups.Count)]); break;
        }

        switch (random.Next(4))
        {
            case 0: scene.Topic.Committed.Clear(); break;
            case 1: scene.Topic.Committed[partition.Number] = random.NextInt64(scene.Topic.Logs[partition.Number].End + 1); break;
        }

        // Kafka forgets more and more of what the archive has.
        var low = scene.Topic.Low.GetValueOrDefault(partition.Number);
        var filling = StreamScene.Epochs.First(StreamScene.Epochs.Of(scene.Topic.Logs[partition.Number].End));
        scene.Topic.Low[partition.Number] = random.Next(3) == 0 ? random.NextInt64(low, filling + 1) : low;
    }
}
