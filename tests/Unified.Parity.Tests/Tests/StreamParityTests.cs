using Unified.Batch.Parquet;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;

namespace Unified.Parity.Tests.Tests;

[TestClass]
public sealed class StreamParityTests
{
    [TestMethod]
    public void One_run_gives_what_the_events_give_one_by_one() => Suite.ForEach(one =>
    {
        var table = OneRun.Run(one);
        Suite.AssertEqual(one.Reference.StreamFacts(), table.StreamFacts(), "one run");
        CollectionAssert.AreEqual(one.Reference.Quarantine.ToList(), table.Quarantine.ToList(), "quarantine");
    });

    [TestMethod]
    public void Random_chunks_and_flushes_give_what_one_run_gives() => Suite.ForEach(one =>
    {
        var table = Chunked.Run(one, one.Random(Purpose.Chunks));
        Suite.AssertEqual(one.Reference.StreamFacts(), table.StreamFacts(), "chunked");
        Suite.AssertEqual(OneRun.Run(one).QuarantineFacts(), table.QuarantineFacts(), "quarantine of the chunked run");
    });

    [TestMethod]
    public void Kills_restarts_and_zombies_change_nothing() => Suite.ForEach(one =>
    {
        var table = Killed.Run(one, one.Random(Purpose.Kills), null, new StreamTable(one.Plan));
        Suite.AssertEqual(one.Reference.StreamFacts(), table.StreamFacts(), "killed and restarted");
        Suite.AssertEqual(OneRun.Run(one).QuarantineFacts(), table.QuarantineFacts(), "quarantine of the killed run");
    });

    [TestMethod]
    public void After_every_insert_a_reader_sees_a_prefix_of_each_partition() => Suite.ForEach(one =>
    {
        var table = new StreamTable(one.Plan);
        Killed.Run(one, one.Random(Purpose.Kills), null, table, partition =>
        {
            if (Prefix.Violation(one.Reference, table, partition) is { } violation)
            {
                Assert.Fail(violation);
            }
        });
    });

    [TestMethod]
    public void Restarts_from_the_archive_change_nothing() => Suite.ForEach(one =>
    {
        var table = new StreamTable(one.Plan);
        Killed.Run(one, one.Random(Purpose.Kills), new ArchiveReader(one.Archived()), table, partition =>
        {
            if (Prefix.Violation(one.Reference, table, partition) is { } violation)
            {
                Assert.Fail(violation);
            }
        });
        Suite.AssertEqual(one.Reference.StreamFacts(), table.StreamFacts(), "restarted from the archive");

        // Records that could not be decoded are in the archive's own quarantine; the stream need not have seen them.
        var missing = one.Reference.Quarantine.Except(table.Quarantine).Where(q => !q.EndsWith("''", StringComparison.Ordinal)).ToList();
        Assert.IsEmpty(missing, string.Join(", ", missing));
        Assert.IsEmpty(table.Quarantine.Except(one.Reference.Quarantine).ToList());
    });
}
