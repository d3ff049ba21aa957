using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Physical;

/// <summary>What depends on one text alone is computed once for each text of a dictionary: nobody can tell from the rows.</summary>
[TestClass]
public sealed class EntryRowsTests
{
    [TestMethod]
    public void A_batch_with_a_dictionary_gives_the_rows_and_rejections_of_one_without()
    {
        StageProgram[] programs =
        [
            Compile<Length>(from t in Trades.Source
                            where t.Symbol != "7"
                            let number = int.Parse(t.Symbol, CultureInfo.InvariantCulture)
                            select new Length(t.Time, t.Symbol + "!", 100 / number, t.Quantity)),
            Compile(from t in Trades.Source
                    group t by new { Half = t.Symbol.Substring(1), Even = t.Symbol.Length % 2 == 0 } into g
                    select new Total(g.Key.Half, g.Key.Even, g.Count(), g.Max(t => t.Symbol.Trim()))),
        ];
        string[] symbols = ["1", "2", "0", "7", "x", "12", "", " 30 ", "\U0001F600"];
        var seed = TestSeed.Take();
        for (var i = 0; i < 50; i++)
        {
            var random = seed.Random(i);
            var events = Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
                Trades.Next(random) with { Symbol = symbols[random.Next(symbols.Length)] }).ToList();
            foreach (var program in programs)
            {
                var plain = EventBatches.From(program.Plan.Sources[0], events);
                Assert.AreEqual(Outcome(program, plain), Outcome(program, Encoded(plain)), $"case {i}");
            }
        }
    }

    private static StageProgram Compile<T>(Query<T> query) => StageProgram.Compile(JobPlan.Create(new Wrapped<T>(query)));

    private static string Outcome(StageProgram program, RecordBatch events)
    {
        var run = program.Open(EventOrigin.Log);
        var rejected = run.Add(events).Select(r => $"{r.Offset} {r.Reason}");
        return string.Join('\n', rejected.Append(new RowTable(program.Plan.Rows).Add(run.Rows(changedOnly: false)).ToString()));
    }

    private static RecordBatch Encoded(RecordBatch batch) => new(
        new Schema(batch.Schema.FieldsList.Select(f => f.DataType is StringType
            ? new Field(f.Name, new DictionaryType(Int32Type.Default, StringType.Default, false), f.IsNullable) : f), null),
        batch.Arrays.Select(a => a is StringArray texts ? Encoded(texts) : a), batch.Length);

    private static DictionaryArray Encoded(StringArray texts)
    {
        var rows = Enumerable.Range(0, texts.Length).Select(i => texts.GetString(i)).ToList();
        var entries = rows.OfType<string>().Distinct().ToList();
        var (indices, dictionary) = (new Int32Array.Builder(), new StringArray.Builder());
        foreach (var row in rows)
        {
            _ = row is null ? indices.AppendNull() : indices.Append(entries.IndexOf(row));
        }

        dictionary.AppendRange(entries);
        return new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false), indices.Build(), dictionary.Build());
    }

    private sealed record Length(DateTime Time, string Text, int Share, int Quantity);

    private sealed record Total(string Half, bool Even, long Count, string Longest);
}
