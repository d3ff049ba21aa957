using Unified.Columnar;
using Unified.Contracts;
using Unified.Logical;
using Unified.Lowering;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Parity.Tests.Tests;

[TestClass]
public sealed class QuarantineParityTests
{
    [TestMethod]
    public void Archive_and_stream_refuse_the_same_records_for_the_same_reasons()
    {
        using var oracle = new DuckDbOracle();
        Suite.ForEach(one =>
        {
            var stream = OneRun.Run(one).QuarantineFacts();
            foreach (var epoch in one.CompleteEpochs)
            {
                var bad = one.LogOf(epoch.Partition).Entries.Where(e => e.Event is null
                    && one.Epochs(epoch.Partition).Of(e.Offset) == epoch.Epoch)
                    .Select(e => StreamTable.Quarantined(epoch.Partition, e.Offset, "")).ToHashSet();
                var (expected, found) = (new Facts(), new Facts());
                foreach (var (name, text) in stream.Where(q => bad.Contains(q.Key)))
                {
                    expected.Add(name, text);
                }

                var file = ArchiveLayout.QuarantineFile(one.Archived().ArchiveRoot, epoch);
                Assert.AreEqual(bad.Count > 0, File.Exists(file), $"{epoch}: there is a quarantine file when something is in it");
                foreach (var row in bad.Count == 0 ? [] : Read(oracle, file))
                {
                    found.Add(StreamTable.Quarantined(epoch.Partition, (long)row[0]!, ""), (string)row[1]!);
                }

                Suite.AssertEqual(expected, found, $"{epoch}");
            }
        });
    }

    private static IReadOnlyList<object?[]> Read(DuckDbOracle oracle, string file) => oracle.Ask(new OracleQuery(
        $"SELECT \"_offset\", reason || ' | ' || coalesce(hex(raw), '') FROM "
            + $"read_parquet({SqlEngine.DuckDb.Literal(file, DataType.String)})",
        [new ValueColumn(new Field("_offset", DataType.Int64)), new ValueColumn(new Field("text", DataType.String))])).Rows;
}
