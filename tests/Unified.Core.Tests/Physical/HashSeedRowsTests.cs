using Apache.Arrow;
using Apache.Arrow.Ipc;
using Unified.Columnar;
using Unified.Core.Tests.Logical;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Physical;

/// <summary>Where an entry lies in a table depends on the seed of the process; what is computed does not, to the bit.</summary>
[TestClass]
public sealed class HashSeedRowsTests
{
    private static readonly JobPlan[] Plans = [JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals()),
        JobPlan.Create(new FragileTotals())];

    [TestMethod]
    public void Rows_are_the_same_bytes_in_the_same_order_under_every_seed()
    {
        var test = TestSeed.Take();
        var before = HashSeed.Current;
        try
        {
            for (var i = 0; i < 20; i++)
            {
                foreach (var plan in Plans)
                {
                    var events = Trades.Random(test.Random(i), 800);
                    var expected = Rows(plan, events, before);
                    foreach (var seed in new ulong[] { 0, 1, 0x0123_4567_89AB_CDEF, ulong.MaxValue })
                    {
                        CollectionAssert.AreEqual(expected, Rows(plan, events, seed), $"{plan.Job}, seed {seed}, case {i}");
                    }
                }
            }
        }
        finally
        {
            HashSeed.Current = before;
        }
    }

    private static byte[] Rows(JobPlan plan, IReadOnlyList<Trade> events, ulong seed)
    {
        HashSeed.Current = seed;
        var fold = StageProgram.Compile(plan).Open(EventOrigin.Log);
        for (var at = 0; at < events.Count; at += 100)
        {
            fold.Add(EventBatches.From(plan.Sources[0], [.. events.Skip(at).Take(100)], at));
        }

        using RecordBatch rows = fold.Rows(changedOnly: false);
        using var bytes = new MemoryStream();
        using var writer = new ArrowStreamWriter(bytes, rows.Schema);
        writer.WriteRecordBatch(rows);
        writer.WriteEnd();
        return bytes.ToArray();
    }
}
