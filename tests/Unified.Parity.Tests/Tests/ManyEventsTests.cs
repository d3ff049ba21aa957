using System.Globalization;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.Streaming.Runtime;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Parity.Tests.Tests;

/// <summary>
/// Records that hold any number of events: the rows are those of LINQ over all of them, in both layers, however they are cut.
/// </summary>
[TestClass]
public sealed class ManyEventsTests
{
    private const int Epoch = 16;

    [TestMethod]
    [DataRow(SourceFormat.JsonLines)]
    [DataRow(SourceFormat.JsonArray)]
    public void Rows_of_events_and_of_their_elements_are_those_of_LINQ_and_no_two_are_the_same(SourceFormat format)
    {
        var random = TestSeed.Take().Random();
        var records = Random(random, format);
        var events = records.SelectMany(r => r.Events ?? []).ToList();
        var expected = events.Where(e => e.Value > 0).Select(e => $"{e.Id}|-1")
            .Concat(from e in events from p in e.Parts where p > 1 select $"{e.Id}|{p}").Order(StringComparer.Ordinal).ToList();
        var plan = JobPlan.Create(new Rows(format));
        foreach (var rows in new[] { Streamed(plan, records, random), Archived(plan, records) })
        {
            var found = rows.Values.Select(v => string.Join('|', v.TakeLast(2))).Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(expected, found);
            Assert.HasCount(expected.Count, rows.Values.Select(v => string.Join('|', v.Take(4))).Distinct().ToList(), "identities");
        }

        Assert.AreEqual(Streamed(plan, records, random).ToString(), Archived(plan, records).ToString());
    }

    [TestMethod]
    [DataRow(SourceFormat.JsonLines)]
    [DataRow(SourceFormat.JsonArray)]
    public void Events_of_one_record_and_one_time_come_in_their_order(SourceFormat format)
    {
        var random = TestSeed.Take().Random();
        var records = Random(random, format);
        var plan = JobPlan.Create(new Totals(format));
        var streamed = Streamed(plan, records, random: null);
        Assert.AreEqual(streamed.ToString(), Archived(plan, records).ToString());
        Assert.IsGreaterThan(3, streamed.Values.Count());
        foreach (var epoch in records.GroupBy(r => r.Offset / Epoch))
        {
            var one = Streamed(plan, [.. epoch], random: null);
            var expected = epoch.SelectMany(r => r.Events ?? []).GroupBy(e => e.Sensor).Where(g => g.Any())
                .Select(g => $"{g.Key}|{g.Count()}|{g.OrderBy(e => e.At).First().Id}|{g.OrderBy(e => e.At).Last().Id}")
                .Order(StringComparer.Ordinal).ToList();
            // A ranked value is stored with what ranks it; its own text is at the end.
            var found = one.Values.Select(v => $"{v[0]}|{v[1]}|{Last(v[2])}|{Last(v[3])}").Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(expected, found);
        }
    }

    [TestMethod]
    public void Elements_keep_their_numbers_where_another_event_of_the_record_cannot_be_computed()
    {
        var random = TestSeed.Take().Random();
        var records = Random(random, SourceFormat.JsonArray);
        var plan = JobPlan.Create(new Quotients());
        var archived = Archived(plan, records);
        Assert.IsGreaterThan(20, archived.Values.Count());
        Assert.AreEqual(archived.ToString(), Streamed(plan, records, random).ToString());
    }

    [TestMethod]
    [DataRow(SourceFormat.JsonLines)]
    [DataRow(SourceFormat.JsonArray)]
    public void Both_layers_count_events_and_records_that_are_refused(SourceFormat format)
    {
        var random = TestSeed.Take().Random();
        var records = Random(random, format);
        var plan = JobPlan.Create(new Rows(format));
        using var folder = new TempFolder();
        Archive(plan, records, folder.Path);
        var source = plan.Sources[0];
        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = Path.Combine(folder.Path, "archive") });
        var stepper = new EpochStepper(StageProgram.Compile(plan), source.Partition(0), 0);
        records.ForEach(r => stepper.Add(new LogRecord(r.Offset, r.Bytes)));
        stepper.AdvanceTo(End(records));
        foreach (var rows in stepper.Flush()!.Epochs)
        {
            using (rows.Rows)
            {
                var (read, quarantined) = reader.Counts(source, rows.Ledger.Epoch);
                Assert.AreEqual((rows.Ledger.Counts.Read, rows.Ledger.Counts.Quarantined), (read, quarantined),
                    rows.Ledger.Epoch.ToString());
                Assert.IsTrue(rows.Ledger.Counts.Balanced);
                var of = records.Where(r => r.Offset / Epoch == rows.Ledger.Epoch.Epoch).ToList();
                Assert.AreEqual(of.Sum(r => r.Events?.Count ?? 1), read);
                Assert.AreEqual(of.Count(r => r.Events is null), quarantined);
            }
        }
    }

    [TestMethod]
    [DataRow(SourceFormat.JsonLines)]
    [DataRow(SourceFormat.JsonArray)]
    public void An_archive_that_is_decoded_again_is_what_the_log_gives(SourceFormat format)
    {
        var records = Random(TestSeed.Take().Random(), format);
        using var then = new TempFolder();
        using var now = new TempFolder();
        Archive(JobPlan.Create(new Rows(format)), records, then.Path);
        var plan = JobPlan.Create(new LaterRows(format));
        Archive(plan, records, now.Path);
        var redecoding = new EpochRedecoding(plan.Sources[0], new ArchiverOptions { Root = Path.Combine(then.Path, "archive") },
            Microsoft.Extensions.Logging.Abstractions.NullLogger<EpochRedecoding>.Instance);
        foreach (var epoch in redecoding.Outdated().ToList())
        {
            Assert.IsNotNull(redecoding.Redecode(epoch));
        }

        Assert.AreEqual(Read(plan, records, now.Path).ToString(), Read(plan, records, then.Path).ToString());
        Assert.AreEqual(Counts(plan, records, now.Path), Counts(plan, records, then.Path));
    }

    private static string Counts(JobPlan plan, List<Record> records, string folder)
    {
        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder, ArchiveRoot = Path.Combine(folder, "archive") });
        return string.Join(", ", Epochs(plan, records).Select(e => reader.Counts(plan.Sources[0], e).ToString()));
    }

    private static object? Last(object? state) => ((IEnumerable<object?>)state!).Last();

    private static List<Record> Random(Random random, SourceFormat format)
    {
        var (records, id) = (new List<Record>(), 0);
        for (var offset = 0L; records.Count < 150; offset += random.Next(1, 3))
        {
            var events = Enumerable.Range(0, random.Next(20) == 0 ? 3_000 : random.Next(5)).Select(_ => new Reading(
                new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(random.Next(3)), id++, $"s{random.Next(4)}",
                random.Next(-2, 3),
                [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(5))],
                random.Next(200) == 0 ? "much" : random.Next(2) == 0 ? null : "7")).ToList();
            var bad = random.Next(10) == 0;
            var texts = events.Select(e => e.Json()).Concat(bad ? ["{}"] : []);
            var text = format == SourceFormat.JsonArray ? $"[{string.Join(", ", texts)}]" : string.Join('\n', texts) + "\n";
            records.Add(new Record(offset, Encoding.UTF8.GetBytes(text), bad ? null : events));
        }

        return records;
    }

    private static long End(List<Record> records) => ((records[^1].Offset / Epoch) + 1) * Epoch;

    private static IEnumerable<EpochId> Epochs(JobPlan plan, List<Record> records)
    {
        for (var epoch = records[0].Offset / Epoch; epoch < End(records) / Epoch; epoch++)
        {
            yield return new EpochId(plan.Sources[0].Partition(0), epoch);
        }
    }

    // Flushed now and then, where rows are facts; at the end, where a flush holds what is merged later.
    private static RowTable Streamed(JobPlan plan, List<Record> records, Random? random)
    {
        var table = new RowTable(plan.Rows);
        var stepper = new EpochStepper(StageProgram.Compile(plan), plan.Sources[0].Partition(0), records[0].Offset / Epoch * Epoch);
        foreach (var record in records)
        {
            stepper.Add(new LogRecord(record.Offset, record.Bytes));
            if (random?.Next(5) == 0)
            {
                Flush();
            }
        }

        stepper.AdvanceTo(End(records));
        Flush();
        return table;

        void Flush()
        {
            foreach (var rows in stepper.Flush()?.Epochs ?? [])
            {
                using (rows.Rows)
                {
                    table.Add(rows.Rows);
                }
            }
        }
    }

    private static RowTable Archived(JobPlan plan, List<Record> records)
    {
        using var folder = new TempFolder();
        Archive(plan, records, folder.Path);
        return Read(plan, records, folder.Path);
    }

    private static void Archive(JobPlan plan, List<Record> records, string folder)
    {
        var partition = plan.Sources[0].Partition(0);
        using var archiver = new PartitionArchiver(Path.Combine(folder, "archive"), plan.Sources[0], partition, records[0].Offset / Epoch);
        records.ForEach(r => archiver.Add(new LogRecord(r.Offset, r.Bytes)));
        archiver.AdvanceTo(End(records));
    }

    private static RowTable Read(JobPlan plan, List<Record> records, string folder)
    {
        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder, ArchiveRoot = Path.Combine(folder, "archive") });
        var table = new RowTable(plan.Rows);
        var run = StageProgram.Compile(plan).Open(plan.Sources[0].Partition(0), EventOrigin.Log, StageState.Empty);
        foreach (var epoch in Epochs(plan, records))
        {
            foreach (var batch in reader.Read(plan.Sources[0], epoch, plan.Input(plan.Sources[0].Name).Columns.Items))
            {
                using (batch)
                {
                    Assert.IsTrue(run.Add(batch).Count == 0 || plan.Job == "quotients");
                }
            }

            using var rows = run.Close(changedOnly: false).Rows;
            table.Add(rows);
        }

        return table;
    }

    private sealed record Record(long Offset, byte[] Bytes, List<Reading>? Events);

    internal sealed record Reading(DateTime At, int Id, string Sensor, int Value, List<int> Parts, string? Weight)
    {
        public string Json() => string.Create(CultureInfo.InvariantCulture,
            $$"""{"At":"{{Timestamps.Format(Timestamps.FromDateTime(At))}}","Id":{{Id}},"Sensor":"{{Sensor}}","Value":{{Value}},""")
            + $"\"Parts\":{JsonSerializer.Serialize(Parts)}"
            + $"{(Weight is null ? "" : $",\"Weight\":{(Weight == "7" ? Weight : $"\"{Weight}\"")}")}}}";
    }

    /// <summary>What is declared of it at first, and later.</summary>
    internal sealed record Early(DateTime At, int Id, string Sensor, int Value, List<int> Parts);

    internal sealed record Later(DateTime At, int Id, string Sensor, int Value, List<int> Parts, int? Weight);

    internal sealed record PartRow(int Id, int Part);

    internal sealed record SensorRow(string Sensor, long Count, int First, int Last);

    private static Source<Early> Source(SourceFormat format) =>
        new() { Topic = "readings", EventTime = r => r.At, EpochLength = Epoch, Format = format };

    private sealed class Rows(SourceFormat format) : Job<PartRow>
    {
        public override Query<PartRow> Define() => Source(format).Where(r => r.Value > 0).Select(r => new PartRow(r.Id, -1))
            .Concat(from r in Source(format) from p in r.Parts where p > 1 select new PartRow(r.Id, p));
    }

    private sealed class Quotients : Job<PartRow>
    {
        public override string Name => "quotients";

        public override Query<PartRow> Define() =>
            from r in Source(SourceFormat.JsonArray)
            from p in r.Parts
            where 10 / r.Value != 0
            select new PartRow(r.Id, p);
    }

    private sealed class LaterRows(SourceFormat format) : Job<PartRow>
    {
        public override Query<PartRow> Define() =>
            from r in new Source<Later> { Topic = "readings", EventTime = r => r.At, EpochLength = Epoch, Format = format }
            where r.Weight != 8
            select new PartRow(r.Id, r.Weight ?? 0);
    }

    private sealed class Totals(SourceFormat format) : Job<SensorRow>
    {
        public override Query<SensorRow> Define() =>
            from r in Source(format)
            group r by r.Sensor into g
            select new SensorRow(g.Key, g.Count(), g.First(r => r.Id), g.Last(r => r.Id));
    }
}
