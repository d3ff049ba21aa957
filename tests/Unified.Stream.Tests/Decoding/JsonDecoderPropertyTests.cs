using System.Text;
using Apache.Arrow;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Decoding;

[TestClass]
public sealed class JsonDecoderPropertyTests
{
    [TestMethod]
    public void Records_of_System_Text_Json_come_back_as_they_were_in_any_chunks()
    {
        var random = TestSeed.Take().Random();
        var trades = Trades.Random(random, 3000);
        using var wanted = EventBatches.From(Records.Source, trades);
        var whole = Decode(trades, int.MaxValue, random);
        Assert.AreEqual(Records.Print(wanted), whole);
        for (var i = 0; i < 5; i++)
        {
            Assert.AreEqual(whole, Decode(trades, random.Next(1, 500), random));
        }
    }

    [TestMethod]
    public void The_order_of_fields_does_not_matter()
    {
        var random = TestSeed.Take().Random();
        foreach (var trade in Trades.Random(random, 200))
        {
            using var document = System.Text.Json.JsonDocument.Parse(Records.Json(trade));
            var fields = document.RootElement.EnumerateObject().Select(p => p.ToString()).ToArray();
            random.Shuffle(fields);
            var shuffled = Records.Utf8("{" + string.Join(" , ", fields) + "}");
            Assert.AreEqual(One(Records.Json(trade)), One(shuffled));
        }
    }

    [TestMethod]
    public void Mutated_records_never_crash_and_have_one_verdict_whoever_asks()
    {
        var random = TestSeed.Take().Random();
        var decoders = new[]
        {
            Records.Decoder(), Records.Decoder("Symbol"), RecordDecoder.For(Records.Source, []),
            RecordDecoder.For(Records.Source, Records.Source.Columns, Lineage.Full),
            RecordDecoder.For(Records.Source, Records.Plan.Input(Records.Source.Name).Columns),
        };
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var extra = Records.With("Extra", "{\"a\":[1,\"\\u00e9\"],\"b\":null}");
            var whole = random.Next(4) == 0 ? extra : Records.Json(Trades.Next(random));
            var record = Mutate(random, whole);
            var verdicts = decoders.Select(d => d.Append(new LogRecord(i, record))).Distinct().ToArray();
            Assert.HasCount(1, verdicts, Convert.ToHexString(record));
            refused += verdicts[0] is null ? 0 : 1;
        }

        Assert.HasCount(1, decoders.Select(d => d.Count).Distinct().ToArray());
        Assert.IsGreaterThan(1000, refused);
        Assert.IsLessThan(20_000, refused);
    }

    [TestMethod]
    public void A_dictionary_numbers_texts_by_first_appearance_and_survives_clearing()
    {
        var random = TestSeed.Take().Random();
        var texts = new Utf8Dictionary();
        foreach (var size in new[] { 5, 5000, 3, 200 })
        {
            var expected = new Dictionary<string, int>();
            for (var i = 0; i < size * 3; i++)
            {
                var text = new string('x', random.Next(12)) + random.Next(size);
                var known = expected.TryGetValue(text, out var id);
                id = known ? id : expected[text] = expected.Count;
                Assert.AreEqual(known ? id : -1, texts.Find(Encoding.UTF8.GetBytes(text)));
                Assert.AreEqual(id, texts.GetOrAdd(Encoding.UTF8.GetBytes(text), out var added));
                Assert.AreEqual(!known, added);
            }

            var array = texts.ToArray();
            CollectionAssert.AreEqual(expected.Keys.ToArray(), Enumerable.Range(0, array.Length).Select(i => array.GetString(i)).ToArray());
            texts.Clear();
            Assert.AreEqual(0, texts.Count);
        }
    }

    private static string Decode(IReadOnlyList<Trade> trades, int chunk, Random random)
    {
        var decoder = Records.Decoder();
        var parts = new List<string>();
        for (var i = 0; i < trades.Count; i++)
        {
            Assert.IsNull(decoder.Append(new LogRecord(i, Records.Json(trades[i]))));
            if (decoder.Count >= chunk || (chunk < int.MaxValue && random.Next(300) == 0))
            {
                parts.Add(Take(decoder));
            }
        }

        parts.Add(Take(decoder));
        return string.Join("\n", parts.Where(p => p.Length > 0));
    }

    private static string One(byte[] record)
    {
        var decoder = Records.Decoder();
        Assert.IsNull(decoder.Append(new LogRecord(1, record)), Encoding.UTF8.GetString(record));
        return Take(decoder);
    }

    private static string Take(IRecordDecoder decoder)
    {
        using RecordBatch batch = decoder.Take();
        return Records.Print(batch);
    }

    private static byte[] Mutate(Random random, byte[] record)
    {
        var bytes = record.ToList();
        for (var i = random.Next(3); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes.Insert(at, (byte)random.Next(256)); break;
                case 2: bytes[at] = (byte)random.Next(256); break;
                case 3: bytes[at] = (byte)"0123456789-+.eE\"{}[],:\\u nulltrue"[random.Next(33)]; break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }
}
