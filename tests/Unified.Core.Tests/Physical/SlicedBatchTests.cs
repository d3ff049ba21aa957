using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Physical;

/// <summary>Arrow arrays that are windows into others: values, null bitmaps and texts all begin at an offset.</summary>
[TestClass]
public sealed class SlicedBatchTests
{
    [TestMethod]
    public void A_slice_of_a_batch_folds_like_a_batch_of_those_events()
    {
        var seed = TestSeed.Take();
        foreach (var plan in new[] { JobPlan.Create(new HourlyTrades()), JobPlan.Create(new SideTotals()) })
        {
            var program = StageProgram.Compile(plan);
            for (var i = 0; i < 40; i++)
            {
                var random = seed.Random(i);
                var events = Trades.Random(random, random.Next(1, 200));
                var (from, count) = (random.Next(0, events.Count), 0);
                count = random.Next(0, events.Count - from + 1);
                var expected = Fold(program, EventBatches.From(plan.Sources[0], events.Skip(from).Take(count).ToList(), from));
                var whole = EventBatches.From(plan.Sources[0], events);
                Assert.AreEqual(expected, Fold(program, whole.Slice(from, count)), $"case {i}");
                Assert.AreEqual(expected, Fold(program, WithDictionaries(whole).Slice(from, count)), $"case {i}, dictionary text");
            }
        }
    }

    private static string Fold(StageProgram program, RecordBatch batch)
    {
        var fold = program.Open(EventOrigin.Log);
        fold.Add(batch);
        return new RowTable(program.Plan.Rows).Add(fold.Rows(changedOnly: false)).ToString() + fold.Counts;
    }

    /// <summary>Text columns as dictionaries whose entries are a slice themselves, in another order than the rows.</summary>
    internal static RecordBatch WithDictionaries(RecordBatch batch)
    {
        var columns = Enumerable.Range(0, batch.ColumnCount).Select(i => batch.Column(i) is StringArray text ? Encode(text)
            : batch.Column(i)).ToList();
        var fields = batch.Schema.FieldsList.Select((f, i) => new Apache.Arrow.Field(f.Name, columns[i].Data.DataType, f.IsNullable));
        return new RecordBatch(new Schema(fields, null), columns, batch.Length);
    }

    private static DictionaryArray Encode(StringArray text)
    {
        var entries = Enumerable.Range(0, text.Length).Where(text.IsValid).Select(i => text.GetString(i)).Distinct().Reverse().ToList();
        var padded = new StringArray.Builder().Append("padding").AppendRange(entries).Append("more").Build();
        var indices = new Int32Array.Builder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text.IsNull(i))
            {
                indices.AppendNull();
            }
            else
            {
                indices.Append(entries.IndexOf(text.GetString(i)));
            }
        }

        return new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false), indices.Build(),
            ArrowArrayFactory.Slice(padded, 1, entries.Count));
    }
}
