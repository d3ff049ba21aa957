using System.Globalization;
using Unified.Batch.Engines;
using Unified.Batch.Parquet;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Batch.Spark;

/// <summary>
/// The files of a slice as relations of Spark. They are looked at here, where their footers say what each column is; Spark reads them where
/// it sees them. Thread-safe.
/// </summary>
internal sealed class SparkFiles(HistoryDataset history, IArchiveReader archive, BatchOptions options, SparkPaths paths)
{
    // No column of a source begins with '#'.
    private const string RowNumber = "#row";

    /// <summary>Where the events of a slice are, and how many rows the footers promise of each epoch, or of the day.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="places">True where events are told apart by their places: then every file of history is a relation of its own.</param>
    /// <exception cref="DataException">A file cannot be read, or Spark would read other values in it than we do.</exception>
    public SparkInput Of(JobPlan plan, Slice slice, bool places) => slice switch
    {
        HistorySlice day => Day(plan, day, places),
        LogSlice log => Epochs(plan, log),
        _ => throw new InternalException($"Slice {slice} is not read by Spark."),
    };

    private SparkInput Day(JobPlan plan, HistorySlice slice, bool places)
    {
        var source = plan.Source(slice.Log);
        var layout = history.Layout(source);
        var position = slice.Of.FirstPosition;
        var files = new List<SparkFile>();
        foreach (var file in layout?.Files(slice.Day) ?? [])
        {
            using var footer = ParquetScan.Footer(file);
            var columns = SparkColumns.Of(file, footer, source, layout!.Folders(file), Columns(plan, source));
            var offset = places ? string.Create(CultureInfo.InvariantCulture, $"({position} + {SqlEngine.Spark.Quote(RowNumber)})") : "0";
            files.Add(new SparkFile(file, columns, offset, footer.FileMetaData.NumRows) { Numbered = places });
            position += footer.FileMetaData.NumRows;
        }

        var partition = LogPartition.History.ToString(CultureInfo.InvariantCulture);
        return Input(files, source, EventOrigin.History, partition, [(slice.Day, files.Sum(f => f.Rows), 0, [])]);
    }

    private SparkInput Epochs(JobPlan plan, LogSlice slice)
    {
        var source = plan.Source(slice.Partition);
        var files = new List<SparkFile>();
        var found = new List<(long, long, long, IReadOnlyList<QuarantinedRecord>)>();
        for (var number = slice.First; number < slice.End; number++)
        {
            var epoch = new EpochId(slice.Partition, number);
            // Believes nothing that it can check; so nothing is read here of a file that is not what it says.
            var (read, undecodable) = archive.Counts(source, epoch);
            var file = ArchiveLayout.File(options.ArchiveRoot, epoch);
            using var footer = ParquetScan.Footer(file);
            if (ArchivedColumns.Added(file, source, footer.FileMetaData, undecodable) is [var added, ..])
            {
                throw new EngineRefusal($"File '{file}' was archived before source '{source.Name}' had column '{added.Name}', whose values "
                    + "are in fields that only the native engine reads. Use --engine native for it, or archive the epoch again.");
            }

            var columns = SparkColumns.Of(file, footer, null, new Dictionary<string, string>(), Columns(plan, source));
            files.Add(new SparkFile(file, columns, SqlEngine.Spark.Quote(LineageColumns.Offset), footer.FileMetaData.NumRows));
            found.Add((number, read - undecodable, undecodable, undecodable > 0 ? archive.Quarantined(source, epoch) : []));
        }

        var partition = slice.Partition.Number.ToString(CultureInfo.InvariantCulture);
        return Input(files, source, EventOrigin.Log, partition, found);
    }

    // The event time is read of every event: it says whose it is.
    private static List<Field> Columns(JobPlan plan, SourceSchema source) =>
        [.. plan.Input(source.Name).Columns.Items.Append(source.Column(source.EventTime)).DistinctBy(c => c.Name)];

    // Files that are read alike are one relation.
    private SparkInput Input(List<SparkFile> files, SourceSchema source, EventOrigin origin, string partition,
        IReadOnlyList<(long, long, long, IReadOnlyList<QuarantinedRecord>)> epochs)
    {
        // A session has one name space, and computes several slices at once.
        var own = Guid.NewGuid().ToString("N");
        var alike = files.GroupBy(f => (f.Columns.Signature, f.Offset)).Select((same, i) => (Files: same.ToList(), Offset: same.Key.Offset,
            Table: new SparkTable(string.Create(CultureInfo.InvariantCulture, $"files_{own}_{i}"),
                [.. same.Select(f => paths.Seen(f.Path))])
            {
                RowNumber = same.Any(f => f.Numbered) ? RowNumber : null,
            })).ToList();
        return new SparkInput([.. alike.Select(a => a.Table)], [.. alike.Select(a => new OracleInput(a.Table.Alias, origin)
        {
            Log = source.Name,
            Partition = partition,
            Offset = a.Offset,
            Read = a.Files[0].Columns.Read,
        })], epochs);
    }

    private sealed record SparkFile(string Path, SparkColumns Columns, string Offset, long Rows)
    {
        public bool Numbered { get; init; }
    }
}

/// <summary>The events of a slice.</summary>
/// <param name="Tables">The files, as queries name them.</param>
/// <param name="Inputs">The relations.</param>
/// <param name="Epochs">
/// For each epoch, or the day: how many events its files promise, how many records could not be decoded, and those of them that are kept.
/// </param>
internal sealed record SparkInput(
    IReadOnlyList<SparkTable> Tables,
    IReadOnlyList<OracleInput> Inputs,
    IReadOnlyList<(long Epoch, long Events, long Undecodable, IReadOnlyList<QuarantinedRecord> Kept)> Epochs);
