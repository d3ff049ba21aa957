using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Linq;
using Unified.Logical;
using Unified.Streaming.Tests.Decoding;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Archiving;

/// <summary>Epochs whose records were not spelled plainly: names of a policy, records in records, times as numbers, defaults.</summary>
[TestClass]
public sealed class FormRedecodingTests
{
    private static readonly JsonForm Form = new() { Names = JsonNames.CamelCase, Times = UnixTimeUnit.Milliseconds, NumbersInText = true };

    private static SourceSchema Then { get; } = Schema(new Source<Visit>
    {
        Topic = "visits",
        EpochLength = 64,
        EventTime = v => v.At,
        Json = Form
    });

    private static SourceSchema Now { get; } =
        Schema(new Source<LaterVisit> { Topic = "visits", EpochLength = 64, EventTime = v => v.At, Json = Form });

    private static LogPartition Partition => Then.Partition(2);

    [TestMethod]
    public void What_was_kept_of_records_in_records_is_decoded_again_as_the_log_gives_it()
    {
        var random = TestSeed.Take().Random();
        var log = new MemoryLog { End = 64 * 3 };
        for (var offset = 0; offset < log.End; offset += random.Next(1, 3))
        {
            log.Records.Add((offset, Records.Utf8(Record(random))));
        }

        using var folder = new TempFolder();
        using var expected = new TempFolder();
        var archive = new ArchivedContents(folder.Path, Partition);
        var wanted = new ArchivedContents(expected.Path, Partition);
        archive.Write(Then, log);
        wanted.Write(Now, log);
        Assert.AreNotEqual(wanted.Print(), archive.Print());
        EpochRedecodingTests.RedecodeAll(folder.Path, Now);
        Lines.AssertEqual(wanted.Print(), archive.Print(), "decoded again");
    }

    [TestMethod]
    public void A_column_that_was_spelled_otherwise_is_refused_by_name()
    {
        using var folder = new TempFolder();
        var log = new MemoryLog { End = 64 };
        log.Records.Add((0, Records.Utf8(Record(new Random(1)))));
        new ArchivedContents(folder.Path, Partition).Write(Then, log);
        var seconds = Schema(new Source<LaterVisit>
        {
            Topic = "visits",
            EpochLength = 64,
            EventTime = v => v.At,
            Json = Form with { Times = UnixTimeUnit.Seconds },
        });
        var error = Assert.ThrowsExactly<DataException>(
            () => EpochRedecodingTests.Redecoding(folder.Path, seconds).Redecode(new EpochId(Partition, 0)));
        Assert.Contains("visits partition 2 epoch 0 cannot be decoded again", error.Message);
        Assert.Contains("column 'At' was read from other fields or spellings then", error.Message);
    }

    [TestMethod]
    public void A_column_that_is_not_declared_any_more_cannot_be_spelled()
    {
        using var folder = new TempFolder();
        var log = new MemoryLog { End = 64 };
        log.Records.Add((0, Records.Utf8(Record(new Random(1)))));
        new ArchivedContents(folder.Path, Partition).Write(WithoutLists(Now), log);
        var error = Assert.ThrowsExactly<DataException>(
            () => EpochRedecodingTests.Redecoding(folder.Path, WithoutLists(Then)).Redecode(new EpochId(Partition, 0)));
        Assert.Contains("column 'User.Zip' is not declared any more", error.Message);
    }

    // Some have a field that is declared later only; some are bad then, now, or both. What is good then and bad now is written plainly: its
    // bytes are not kept, and what is written of it again has our spelling.
    private static string Record(Random random)
    {
        var kind = random.Next(4);
        var zip = kind switch { 0 => ",\"zip\":\"0123\"", 1 => ",\"zip\":7", 2 => ",\"more\":[{\"x\":null}]", _ => "" };
        var user = $$"""{"id":{{random.Next(9)}},"name":"Ö\u00e9{{random.Next(3)}}"{{zip}}}""";
        var device = random.Next(4) switch
        {
            0 => ",\"device\":null",
            1 => ",\"device\":{\"os\":\"x\",\"new\":1}",
            2 when kind != 1 => ",\"device\":{}",
            _ => "",
        };
        var plain = kind == 1 || random.Next(2) == 0;
        var at = plain ? "\"2024-03-01T00:00:00.123Z\"" : "1709251200123";
        var rest = plain ? "\"load\":2,\"times\":4" : "\"load\":\"1.5\"";
        var tags = random.Next(3) switch { 0 => "\"a\\n\":1", 1 => "", _ => $"\"b\":{random.Next(5)},\"c\":-2" };
        // Of what is good then and bad now our spelling is kept, which has no escapes and no nulls.
        var steps = string.Join(",", Enumerable.Range(0, random.Next(3)).Select(_ => (plain ? 2 : random.Next(5)) switch
        {
            0 => $$"""{"page":"Ö\u00e9","taken":{{at}},"hints":[]}""",
            1 => """{"page":"\"\\","taken":null,"hints":[1,null]}""",
            2 => $$"""{"page":"Öé","taken":{{at}},"hints":[1,null]}""",
            3 => """{"page":"p","taken":null,"hints":[],"zoom":2}""",
            _ => """{"page":"","taken":null,"hints":[],"other":[{}]}""",
        }));
        return $$"""{"at":{{at}},"user":{{user}}{{device}},{{rest}},"other":{{random.Next(3)}},"steps":[{{steps}}],"tags":{ {{tags}} } }""";
    }

    private static SourceSchema WithoutLists(SourceSchema source) => source with
    {
        Columns = [.. source.Columns.Where(c => c.Type.Element is null)],
        Forms = [.. source.Forms.Where(f => source.Column(f.Column).Type.Element is null)],
    };

    private static SourceSchema Schema(SourceSettings source) => SourceReader.Schema(source);

    private sealed record Visit(DateTime At, User User, Device? Device, double Load, Step[] Steps, Dictionary<string, int> Tags,
        int Times = 3);

    private sealed record LaterVisit(DateTime At, LaterUser User, Device? Device, double Load, int? Other, LaterStep[] Steps,
        Dictionary<string, int> Tags, int Times = 3);

    private sealed record Step(string Page, DateTime? Taken, List<int?> Hints);

    private sealed record LaterStep(string Page, DateTime? Taken, List<int?> Hints, int? Zoom);

    private sealed record User(int Id, string Name);

    private sealed record LaterUser(int Id, string Name, string? Zip);

    private sealed record Device(string Os);
}
