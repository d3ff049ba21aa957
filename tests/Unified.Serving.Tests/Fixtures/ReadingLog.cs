using System.Text;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>A partitioned log of random readings, and the rows that both layers compute of it by the real step function.</summary>
public sealed class ReadingLog(Random random)
{
    private static readonly string[] Places = ["ATL", "ORD", "O'Hare", "Zürich", "a\\b", "x`y"];
    private static readonly string?[] Tags = [null, "", "red", "blue"];
    private readonly List<List<(long Offset, Reading Event)>> _partitions =
        [.. Enumerable.Range(0, Readings.Partitions).Select(_ => new List<(long, Reading)>())];

    /// <summary>Those that are declared, and those by which the topic has grown.</summary>
    public int Partitions => _partitions.Count;

    /// <summary>The next offset of a partition.</summary>
    public long Next(int partition) => _partitions[partition] is [.., var (last, _)] ? last + 1 : 0;

    public IEnumerable<Reading> Events => _partitions.SelectMany(p => p).Select(e => e.Event);

    public IEnumerable<Reading> Of(int partition, long first, long end) => At(partition, first, end).Select(e => e.Event);

    public IEnumerable<(long Offset, Reading Event)> Of(EpochId epoch, EpochLength length) =>
        At(epoch.Partition.Number, length.First(epoch.Epoch), length.End(epoch.Epoch));

    public void Grow() => _partitions.Add([]);

    /// <summary>Appends readings to random partitions; some offsets are skipped, some times are long past or before 1970.</summary>
    public void Append(int count, int days = 5)
    {
        for (var i = 0; i < count; i++)
        {
            var partition = random.Next(Partitions);
            var start = random.Next(20) == 0 ? new DateTime(1969, 12, 31, 18, 0, 0, DateTimeKind.Utc)
                : new DateTime(2024, 2, 27, 0, 0, 0, DateTimeKind.Utc);
            var reading = new Reading(
                start.AddMinutes(random.Next(days * 1440)), Places[random.Next(Places.Length)], Tags[random.Next(Tags.Length)],
                random.Next(-500, 5000), random.Next(3) == 0 ? null : random.Next(-50, 50), random.Next(-100_000, 100_000) / 100m,
                    random.NextInt64(-1L << 40, 1L << 40));
            _partitions[partition].Add((Next(partition) + (random.Next(8) == 0 ? random.Next(4) : 0), reading));
        }
    }

    /// <summary>The stream's rows of an epoch as they are when everything below <paramref name="covered"/> is read.</summary>
    public EpochRows Rows(StageProgram program, EpochId epoch, long? covered = null)
    {
        var length = program.Plan.Source(epoch.Partition).Epochs;
        var end = Math.Min(covered ?? length.End(epoch.Epoch), length.End(epoch.Epoch));
        var run = Run(program, epoch.Partition, [.. At(epoch.Partition.Number, length.First(epoch.Epoch), end)]);
        var rows = run.RowCount;
        return new EpochRows(new EpochLedger(epoch, end, run.Counts) { Rows = rows, RowsCovered = rows > 0 ? end : 0 },
            run.Rows(changedOnly: false));
    }

    /// <summary>A generation's rows of a slice.</summary>
    public SliceRows Rows(StageProgram program, ulong generation, LogSlice slice)
    {
        var epochs = LongRange(slice.First, slice.End).Select(e => Rows(program, new EpochId(slice.Partition, e))).ToArray();
        return new SliceRows(generation, slice, [.. epochs.Select(e => e.Rows)], [.. epochs.Select(e => e.Ledger)]);
    }

    public static IEnumerable<long> LongRange(long first, long end)
    {
        for (var i = first; i < end; i++)
        {
            yield return i;
        }
    }

    /// <summary>The step function over readings that begin at offset 0 of partition 0.</summary>
    public static StageRun Run(StageProgram program, IEnumerable<Reading> readings) =>
        Run(program, Readings.P(0), [.. readings.Select((r, i) => ((long)i, r))]);

    public static RecordBatch Batch(SourceSchema source, IReadOnlyList<Reading> readings, IEnumerable<long>? offsets = null)
    {
        var writers = source.Columns.Select(c => ColumnWriter.For(c.Type)).ToList();
        foreach (var r in readings)
        {
            writers[0].Int64(Timestamps.FromDateTime(r.At));
            writers[1].Text(Encoding.UTF8.GetBytes(r.Place));
            if (r.Tag is { } tag)
            {
                writers[2].Text(Encoding.UTF8.GetBytes(tag));
            }
            else
            {
                writers[2].Null();
            }

            writers[3].Int64(r.Value);
            if (r.Extra is { } extra)
            {
                writers[4].Int64(extra);
            }
            else
            {
                writers[4].Null();
            }

            writers[5].Int128((Int128)(r.Amount * 100));
            writers[6].Int64(r.Big);
        }

        var fields = source.Columns.ToList();
        if (offsets is not null)
        {
            fields.Add(new Types.Field(LineageColumns.Offset, DataType.Int64));
            writers.Add(ColumnWriter.For(DataType.Int64));
            foreach (var offset in offsets)
            {
                writers[^1].Int64(offset);
            }
        }

        return new RecordBatch(ArrowTypes.Schema(fields), writers.Select(w => w.Build()), readings.Count);
    }

    private static StageRun Run(StageProgram program, LogPartition partition, IReadOnlyList<(long Offset, Reading Event)> events)
    {
        var run = program.Open(partition, EventOrigin.Log, StageState.Empty);
        using var batch = Batch(program.Plan.Source(partition), [.. events.Select(e => e.Event)], events.Select(e => e.Offset));
        run.Add(batch);
        return run;
    }

    private IEnumerable<(long Offset, Reading Event)> At(int partition, long first, long end) =>
        _partitions[partition].Where(e => e.Offset >= first && e.Offset < end);
}
