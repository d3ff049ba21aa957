using System.Text.Json;
using Apache.Arrow;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Parity.Tests.Tests;

/// <summary>A column of every type from its JSON through both layers.</summary>
[TestClass]
public sealed class ParcelTests
{
    // JSON has no NaN and no infinity.
    private static readonly Func<Parcel, bool> Writable = p => double.IsFinite(p.Weight) && float.IsFinite(p.Ratio)
        && double.IsFinite(p.MaybeWeight ?? 0) && float.IsFinite(p.MaybeRatio ?? 0);

    [TestMethod]
    [DataRow(typeof(ParcelGroups))]
    [DataRow(typeof(ParcelStates))]
    public void Groups_of_every_type_are_those_of_DuckDB(Type job)
    {
        var plan = JobPlan.Create((Job)Activator.CreateInstance(job)!);
        var program = StageProgram.Compile(plan);
        // DuckDB has two zeros and may keep either.
        var parcels = Parcels.Random(TestSeed.Take().Random(), 3000).Where(p => p.MaybeWeight is not 0 && p.MaybeRatio is not 0).ToList();
        using var oracle = new DuckDbOracle();
        var run = program.Open(EventOrigin.Log);
        using var events = EventBatches.From(plan.Sources[0], parcels);
        Assert.IsEmpty(run.Add(events));
        using var rows = run.Rows(changedOnly: false);
        using var expected = oracle.Rows(plan, new OracleInput(oracle.Load(plan.Sources[0], parcels), null)).ToBatch();
        Assert.AreEqual(new RowTable(plan.Rows).Add(expected).ToString(), new RowTable(plan.Rows).Add(rows).ToString());
        Assert.IsGreaterThan(20, rows.Length);
    }

    [TestMethod]
    public void What_was_decoded_is_what_the_batch_layer_reads_from_the_archive()
    {
        var source = JobPlan.Create(new ParcelGroups()).Sources[0];
        var parcels = Parcels.Random(TestSeed.Take().Random(), 2000).Where(Writable).Take(64 * 8).ToList();
        Assert.HasCount(64 * 8, parcels);
        using var folder = new TempFolder();
        var decoder = RecordDecoder.For(source, source.Columns);
        using (var archiver = new PartitionArchiver(Path.Combine(folder.Path, "archive"), source, source.Partition(0), 0))
        {
            foreach (var (parcel, offset) in parcels.Select((p, i) => (p, i)))
            {
                var record = new LogRecord(offset, JsonSerializer.SerializeToUtf8Bytes(parcel));
                Assert.IsNull(decoder.Append(record), $"{parcel}");
                archiver.Add(record);
            }

            archiver.AdvanceTo(parcels.Count);
        }

        using var decoded = decoder.Take();
        using var made = EventBatches.From(source, parcels);
        var lines = Lines(decoded, source.Columns.Select(c => c.Name));
        CollectionAssert.AreEqual(Lines(made, source.Columns.Select(c => c.Name)), lines);
        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = Path.Combine(folder.Path, "archive") });
        var read = Enumerable.Range(0, 8).SelectMany(e => reader.Read(source, new EpochId(source.Partition(0), e), source.Columns))
            .SelectMany(b => Lines(b, source.Columns.Select(c => c.Name))).ToList();
        CollectionAssert.AreEqual(lines, read);
    }

    [TestMethod]
    public void An_epoch_whose_records_were_spelled_otherwise_is_refused_by_file_and_column()
    {
        var source = JobPlan.Create(new ParcelGroups()).Sources[0];
        using var folder = new TempFolder();
        using (var archiver = new PartitionArchiver(Path.Combine(folder.Path, "archive"), source, source.Partition(0), 0))
        {
            archiver.Add(new LogRecord(0, JsonSerializer.SerializeToUtf8Bytes(Parcels.Next(new Random(1)) with
            {
                Weight = 1,
                Ratio = 1,
                MaybeWeight = null,
                MaybeRatio = null
            })));
            archiver.AdvanceTo(64);
        }

        var reader = new ArchiveReader(new BatchOptions { DataRoot = folder.Path, ArchiveRoot = Path.Combine(folder.Path, "archive") });
        var today = source with { Forms = [new ColumnForm("Count") { NumbersInText = true }] };
        var error = Assert.ThrowsExactly<DataException>(
            () => reader.Read(today, new EpochId(source.Partition(0), 0), source.Columns).ToList());
        Assert.Contains("e=000000000000.parquet' was archived when source 'parcels' had other columns ('Count' was read from other fields",
            error.Message);
        Assert.Contains("give the source another Name", error.Message);
    }

    private static List<string> Lines(RecordBatch batch, IEnumerable<string> columns) => [.. Enumerable.Range(0, batch.Length).Select(row =>
        string.Join(" | ", columns.Select(c => Cell(batch.Column(c), row))))];

    private static string Cell(IArrowArray array, int row) => array.IsNull(row) ? "null" : array switch
    {
        Apache.Arrow.Arrays.FixedSizeBinaryArray a => Convert.ToHexString(a.GetBytes(row)),
        DoubleArray a => BitConverter.DoubleToInt64Bits(a.Values[row]).ToString("x"),
        FloatArray a => BitConverter.SingleToInt32Bits(a.Values[row]).ToString("x"),
        Int32Array a => a.Values[row].ToString(),
        Int64Array a => a.Values[row].ToString(),
        UInt32Array a => a.Values[row].ToString(),
        UInt64Array a => a.Values[row].ToString(),
        Date32Array a => a.Values[row].ToString(),
        TimestampArray a => a.Values[row].ToString(),
        _ => throw new AssertFailedException(array.GetType().Name),
    };
}
