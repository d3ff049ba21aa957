using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Definition;
using Unified.Epochs;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Parity.Tests.Tests;

/// <summary>Lists of every kind from their JSON through both layers: rows of their elements are those of LINQ over objects.</summary>
[TestClass]
public sealed class BasketTests
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [TestMethod]
    public void Groups_of_the_records_of_a_list_are_those_of_LINQ()
    {
        var baskets = Random(1_500);
        var expected = from b in baskets
                       where b.Who.Id > 0
                       from l in b.Lines
                       where l.Qty > 0
                       group l by (l.Sku, Hour: Window.Tumbling(b.At, TimeSpan.FromHours(1))) into g
                       select $"{g.Key.Sku}|{Timestamps.Format(Timestamps.FromDateTime(g.Key.Hour))}|{g.Count()}|{g.Sum(l => l.Qty)}|"
                           + $"{g.Sum(l => l.Price * l.Qty):F2}|{g.Count(l => l.Gift != null)}";
        AreEqual(new SkuHours(), baskets, expected);
    }

    [TestMethod]
    public void Rows_of_the_entries_of_a_dictionary_are_those_of_LINQ()
    {
        var baskets = Random(1_500);
        var expected = from b in baskets from t in b.Tags where t.Value >= 0 select $"{b.Who.Id}|{t.Key}|{t.Value}";
        AreEqual(new TagRows(), baskets, expected);
    }

    [TestMethod]
    public void Elements_of_lists_in_the_records_of_a_list_that_may_be_missing_are_those_of_LINQ()
    {
        var baskets = Random(1_500);
        var expected = from b in baskets
                       from x in b.Boxes ?? []
                       where x.Label != "null"
                       from p in x.Parcels
                       group x by p into g
                       select $"{g.Key}|{g.Count()}|{g.Select(x => x.Label).Min(StringComparer.Ordinal)}";
        AreEqual(new ParcelCounts(), baskets, expected);
    }

    [TestMethod]
    public void Two_lists_of_one_event_give_a_row_for_every_pair()
    {
        var baskets = Random(1_500);
        var expected = from b in baskets
                       from x in b.Boxes ?? []
                       from n in x.Named
                       from s in b.Scores
                       group (n.Value, Score: s) by (x.Label, n.Key) into g
                       select $"{g.Key.Label}|{g.Key.Key}|{g.Max(n => n.Value.Price):F2}|{g.Count(n => n.Value.Since != null)}|"
                           + $"{g.Max(n => n.Score) + 0.0:R}";
        AreEqual(new NamedPrices(), baskets, expected);
    }

    [TestMethod]
    public void Rows_of_elements_are_kept_while_they_are_read_whatever_the_garbage_collector_does()
    {
        var plan = JobPlan.Create(new NamedPrices());
        var decoder = RecordDecoder.For(plan.Sources[0], plan.Sources[0].Columns);
        Random(100).Index().ToList().ForEach(b =>
            Assert.IsNull(decoder.Append(new LogRecord(b.Index, JsonSerializer.SerializeToUtf8Bytes(b.Item, Json)))));
        using var events = decoder.Take();
        var expected = Fold(plan, [events]).ToString();
        var done = false;
        var collecting = Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        for (var i = 0; i < 4; i++)
        {
            Assert.AreEqual(expected, Fold(plan, [events]).ToString());
        }

        Volatile.Write(ref done, true);
        collecting.Wait();
    }

    [TestMethod]
    public void Lists_of_a_Parquet_history_are_those_of_the_topic()
    {
        var plan = JobPlan.Create(new NamedPrices());
        var source = plan.Sources[0] with { History = "history", HistoryUntil = Timestamps.TryParse("2025-01-01T00:00:00Z") };
        // What DuckDB reads from JSON as a double has no negative zero.
        var baskets = Random(500).Select(b => b with { Scores = [.. b.Scores.Select(s => s + 0.0)] }).ToList();
        var decoder = RecordDecoder.For(source, source.Columns);
        using var folder = new TempFolder();
        var lines = baskets.Select(b => JsonSerializer.Serialize(b, Json)).ToList();
        File.WriteAllLines(Path.Combine(folder.Path, "baskets.ndjson"), lines);
        lines.Index().ToList().ForEach(l => Assert.IsNull(decoder.Append(new LogRecord(l.Index, Encoding.UTF8.GetBytes(l.Item)))));
        using var decoded = decoder.Take();
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "history", "dt=2024-03-01")).FullName, "a.parquet");
        const string Line = "STRUCT(sku VARCHAR, qty INTEGER, price DECIMAL(10,2), since TIMESTAMP, "
            + "gift STRUCT(\"to\" VARCHAR, wrapped BOOLEAN))";
        using var duckDb = new DuckDbOracle();
        duckDb.Execute($"COPY (SELECT * FROM read_json('{folder.Path}/baskets.ndjson', format = 'newline_delimited', columns = {{"
            + "\"at\": 'TIMESTAMP', who: 'STRUCT(id BIGINT, name VARCHAR)', "
            + $"lines: '{Line}[]', tags: 'MAP(VARCHAR, INTEGER)', scores: 'DOUBLE[]', "
            + $"boxes: 'STRUCT(label VARCHAR, parcels UUID[], named MAP(VARCHAR, {Line}))[]'}})) TO '{file}' (FORMAT PARQUET)");
        var row = 0;
        var history = new HistoryDataset(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = folder.Path });
        foreach (var batch in history.Read(source, history.Days(source).Single(), source.Columns).Select(b => b.Events))
        {
            for (var i = 0; i < batch.Length; i++, row++)
            {
                foreach (var (column, c) in source.Columns.Select((column, c) => (column, c)))
                {
                    Assert.AreEqual(Carrier(decoded.Column(c), row, column.Type), Carrier(batch.Column(c), i, column.Type), column.Name);
                }
            }
        }

        Assert.AreEqual(500, row);
    }

    private static IReadOnlyList<Basket> Random(int count) => Baskets.Random(TestSeed.Take().Random(), count);

    private static void AreEqual(Job job, IReadOnlyList<Basket> baskets, IEnumerable<string> linq)
    {
        var plan = JobPlan.Create(job);
        var source = plan.Sources[0];
        using var folder = new TempFolder();
        var decoder = RecordDecoder.For(source, source.Columns);
        var epochs = (baskets.Count / 64) + 1;
        using (var archiver = new PartitionArchiver(Path.Combine(folder.Path, "archive"), source, source.Partition(0), 0))
        {
            foreach (var (basket, offset) in baskets.Select((b, i) => (b, i)))
            {
                var record = new LogRecord(offset, JsonSerializer.SerializeToUtf8Bytes(basket, Json));
                Assert.IsNull(decoder.Append(record), $"{basket}");
                archiver.Add(record);
            }

            archiver.AdvanceTo(epochs * 64);
        }

        using var decoded = decoder.Take();
        var stream = Fold(plan, [decoded]);
        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = Path.Combine(folder.Path, "archive") });
        var batch = Fold(plan, Enumerable.Range(0, epochs).SelectMany(e => reader.Read(source, new EpochId(source.Partition(0), e),
            plan.Graph.Last.Inputs[0].Columns.Items)));
        Assert.AreEqual(stream.ToString(), batch.ToString());

        using var oracle = new DuckDbOracle();
        var table = oracle.Load(source.Columns.Items, Enumerable.Range(0, decoded.Length).Select(row =>
            (IReadOnlyList<object?>)[.. source.Columns.Select((c, i) => Carrier(decoded.Column(i), row, c.Type))]));
        var expected = linq.Order(StringComparer.Ordinal).ToList();
        Assert.IsGreaterThan(20, expected.Count);
        var answer = oracle.Answer(plan, new OracleInput(table, null)).Rows.Select(r => string.Join('|', r.Select((v, i) =>
            v is null ? "" : CarrierText.Format(plan.Outputs[i].Field.Type, v)))).Order(StringComparer.Ordinal).ToList();
        CollectionAssert.AreEqual(expected, answer);
        if (plan.Rows.Kind == RowKind.Group)
        {
            using var states = oracle.Rows(plan, new OracleInput(table, null)).ToBatch();
            Assert.AreEqual(new RowTable(plan.Rows).Add(states).ToString(), stream.ToString());
            return;
        }

        CollectionAssert.AreEqual(expected, stream.Values.Select(v => string.Join('|', v.TakeLast(plan.Outputs.Length))).Order(
            StringComparer.Ordinal).ToList());
    }

    private static RowTable Fold(JobPlan plan, IEnumerable<RecordBatch> batches)
    {
        var run = StageProgram.Compile(plan).Open(EventOrigin.Log);
        foreach (var batch in batches)
        {
            Assert.IsEmpty(run.Add(batch));
        }

        using var rows = run.Rows(changedOnly: false);
        return new RowTable(plan.Rows).Add(rows);
    }

    private static object? Carrier(IArrowArray array, int row, DataType type) => array.IsNull(row) ? null : array switch
    {
        BooleanArray a => a.GetValue(row),
        Int64Array a => a.Values[row],
        TimestampArray a => a.Values[row],
        StringArray a => a.GetString(row),
        DictionaryArray { Dictionary: StringArray texts, Indices: Int32Array ids } => texts.GetString(ids.Values[row]),
        _ => throw new AssertFailedException($"{array.GetType().Name} of {type}"),
    };
}
