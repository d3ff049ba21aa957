using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Time;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>Events of one history file: the wanted columns.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">The file's name in the dataset.</param>
/// <param name="FirstRow">The row of the file that they begin at.</param>
/// <param name="FirstPosition">The position of the first one: see <see cref="HistoryDay.FirstPosition"/>.</param>
/// <param name="Events">The events. The receiver disposes of them.</param>
public readonly record struct HistoryBatch(string File, string Name, long FirstRow, long FirstPosition, RecordBatch Events)
{
    /// <summary>Where a row of the batch stands in the dataset, for people: <c>dt=2001-04-01/part-0.parquet row 7</c>.</summary>
    public string Place(int row) => string.Create(CultureInfo.InvariantCulture, $"{Name} row {FirstRow + row}");
}

/// <summary>
/// The Parquet history of sources that never was in Kafka: one folder a day, <c>dt=yyyy-MM-dd</c> or as <see cref="HistoryLayout"/> has it.
/// Thread-safe.
/// </summary>
public sealed class HistoryDataset(BatchOptions options)
{
    /// <summary>The days that have files, ascending; none for a source without history.</summary>
    /// <exception cref="DataException">The folder is missing, or a day's folder is not named after a day.</exception>
    public IReadOnlyList<int> Days(SourceSchema source)
    {
        return Layout(source) is { } layout ? [.. layout.Days] : [];
    }

    /// <summary>The days that history owns: the log has those from the border on.</summary>
    public IReadOnlyList<int> DaysBeforeBorder(SourceSchema source) =>
        source.HistoryUntil is { } until ? [.. Days(source).Where(day => day < Timestamps.Day(until))] : [];

    /// <summary>The files of a day, in ordinal order of their names.</summary>
    public IReadOnlyList<string> Files(SourceSchema source, int day) => Layout(source) is { } layout ? [.. layout.Files(day)] : [];

    /// <summary>What tells the day's files from what they were or will be.</summary>
    public ImmutableArray<HistoryFile> Fingerprint(SourceSchema source, int day) =>
        Layout(source) is { } layout ? Fingerprint(layout, day) : [];

    /// <summary>The folders as they are now; null for a source without history.</summary>
    /// <exception cref="DataException">The folder is missing, or a day's folder is not named after a day.</exception>
    internal HistoryLayout? Layout(SourceSchema source)
    {
        if (source.History is null)
        {
            return null;
        }

        var folder = Folder(source);
        return Directory.Exists(folder) ? new HistoryLayout(folder) : throw new DataException(
            $"The history of source '{source.Name}' is not there: folder '{folder}' is missing. "
            + "Set Unified:Data:Root, or put the dataset there.");
    }

    /// <summary>What tells the files of a day from what they were or will be.</summary>
    internal static ImmutableArray<HistoryFile> Fingerprint(HistoryLayout layout, int day)
    {
        var files = ImmutableArray.CreateBuilder<HistoryFile>();
        foreach (var file in layout.Files(day))
        {
            try
            {
                files.Add(new HistoryFile(layout.NameInDay(day, file), new FileInfo(file).Length, ParquetFooter.Hash(file)));
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // Removed while we looked: it is not one of the day's files any more.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new DataException(
                    $"File '{file}' cannot be read: {error.Message} Make it readable, or move it out of the dataset.", error);
            }
        }

        return files.ToImmutable();
    }

    /// <summary>The smallest event time of a file as its footer says it.</summary>
    internal static EarliestTime Earliest(string file, SourceSchema source)
    {
        try
        {
            return ParquetFooter.Earliest(file, source);
        }
        catch (DataException)
        {
            // Nobody reads these files, so that one which cannot be read is no error; only unknown.
            return EarliestTime.Unknown;
        }
    }

    /// <summary>The events of a day, file by file.</summary>
    /// <exception cref="DataException">A file cannot be read as the columns say.</exception>
    public IEnumerable<HistoryBatch> Read(SourceSchema source, int day, IReadOnlyList<Field> columns)
    {
        var position = new HistoryDay(source.Name, day).FirstPosition;
        if (Layout(source) is not { } layout)
        {
            yield break;
        }

        foreach (var file in layout.Files(day))
        {
            using var scan = new ParquetScan(file, columns, source, layout.Folders(file));
            var row = 0L;
            foreach (var batch in scan.Batches())
            {
                // The receiver disposes of the batch before it asks for the next.
                var length = batch.Length;
                yield return new HistoryBatch(file, layout.Name(file), row, position, batch);
                (row, position) = (row + length, position + length);
            }
        }
    }

    private string Folder(SourceSchema source) => Path.Combine(options.DataRoot, source.History!);
}
