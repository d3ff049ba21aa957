using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Decoding;
using Unified.TestKit;
using Unified.Time;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Spark.Slices;

/// <summary>Files that slices are computed of, written by the archiver's own writer: values of every type, in their carriers.</summary>
internal sealed class SliceFiles : IDisposable
{
    private readonly TempFolder _folder = new();

    public SliceFiles() => Options = new BatchOptions { DataRoot = _folder.Path, ArchiveRoot = _folder["archive"] };

    public BatchOptions Options { get; }

    /// <summary>Writes an epoch: at ascending offsets with gaps.</summary>
    public void Epoch(SourceSchema source, EpochId epoch, IReadOnlyList<object?[]> events, Random random, int undecodable = 0)
    {
        List<long> all = [.. Enumerable.Range(0, (int)source.Epochs.Offsets).OrderBy(_ => random.Next()).Take(events.Count + undecodable)
            .Select(o => source.Epochs.First(epoch.Epoch) + o)];
        List<long> offsets = [.. all.Take(events.Count).Order()];
        ImmutableArray<Field> lineage = [new(LineageColumns.Offset, DataType.Int64),
            new(LineageColumns.Timestamp, DataType.Timestamp.AsNullable()), new(LineageColumns.Extra, DataType.String.AsNullable())];
        Dictionary<string, string> metadata = new()
        {
            [ArchiveLayout.ReadKey] = Text(events.Count + undecodable),
            [ArchiveLayout.QuarantinedKey] = Text(undecodable),
            [ArchiveLayout.EpochLengthKey] = Text(source.Epochs.Offsets),
            [ArchiveLayout.FormatKey] = Text(ArchiveLayout.Format),
            [ArchiveLayout.ColumnsKey] = ArchiveLayout.Columns(source.Columns),
            [ArchiveLayout.FormsKey] = ArchiveLayout.Forms(source),
        };
        Write(ArchiveLayout.File(Options.ArchiveRoot, epoch), [.. source.Columns, .. lineage],
            [.. events.Select((e, i) => (object?[])[.. e, offsets[i], null, null])], metadata);
        using var quarantine = new QuarantineTable(ArchiveLayout.QuarantineFile(Options.ArchiveRoot, epoch));
        foreach (var offset in all.Skip(events.Count).Order())
        {
            quarantine.Add(new LogRecord(offset, "no JSON"u8), "it is none");
        }

        quarantine.Publish(metadata);
    }

    /// <summary>Writes a file of a history day, its columns as the source says that they are called.</summary>
    /// <param name="source">The source.</param>
    /// <param name="day">The day.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="events">Values of all columns of the source.</param>
    /// <param name="missing">Columns that the file does not have.</param>
    public void Day(SourceSchema source, int day, string name, IReadOnlyList<object?[]> events, params IReadOnlyList<string> missing)
    {
        List<int> kept = [.. Enumerable.Range(0, source.Columns.Length).Where(i => !missing.Contains(source.Columns[i].Name))];
        Write(Path.Combine(Options.DataRoot, source.History!, "dt=" + Timestamps.FormatDay(day), name),
            [.. kept.Select(i => source.Columns[i]).Select(c => c with { Name = source.Form(c.Name).Path[0] })],
            [.. events.Select(e => kept.Select(i => e[i]).ToArray())], new Dictionary<string, string>());
    }

    public void Dispose() => _folder.Dispose();

    // In row groups of a few: a group is a task's at most.
    private static void Write(string path, IReadOnlyList<Field> columns, IReadOnlyList<object?[]> rows,
        Dictionary<string, string> metadata)
    {
        using var table = new ParquetTable(path, [.. columns.Select(ParquetColumn.For)]);
        foreach (var some in rows.Chunk(50))
        {
            var writers = columns.Select(c => ColumnWriter.For(c.Type)).ToList();
            foreach (var row in some)
            {
                writers.Zip(row).ToList().ForEach(w => w.First.Value(w.Second));
            }

            using var batch = new RecordBatch(ArrowTypes.Schema(columns), writers.Select(w => w.Build()), some.Length);
            table.Add(batch);
        }

        table.Publish(metadata);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
