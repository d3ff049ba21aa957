using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Time;
using Field = Unified.Logical.Field;

namespace Unified.Batch.Parquet;

/// <summary>Events of one history file.</summary>
/// <param name="File">The file, for messages and quarantine.</param>
/// <param name="Events">The wanted columns and <see cref="LineageColumns.Offset"/>: the row number in the file. The receiver disposes of it.</param>
public readonly record struct HistoryBatch(string File, RecordBatch Events);

/// <summary>
/// The Parquet history of sources that never was in Kafka: one folder <c>dt=yyyy-MM-dd</c> a day. Files whose names begin with <c>_</c> or <c>.</c> are
/// somebody's work in progress and are never read. Thread-safe.
/// </summary>
public sealed class HistoryDataset(BatchOptions options)
{
    private const string DayPrefix = "dt=";

    /// <summary>The days that have files, ascending; none for a source without history.</summary>
    /// <exception cref="DataException">The folder is missing, or a day's folder is not named after a day.</exception>
    public IReadOnlyList<int> Days(SourceSchema source)
    {
        if (source.History is null)
        {
            return [];
        }

        var folder = Folder(source);
        if (!Directory.Exists(folder))
        {
            throw new DataException(
                $"The history of source '{source.Name}' is not there: folder '{folder}' is missing. Set Unified:Data:Root, or put the dataset there.");
        }

        return [.. Directory.EnumerateDirectories(folder, DayPrefix + "*").Select(Day).Where(day => Files(source, day).Count > 0).Order()];
    }

    /// <summary>The files of a day, in ordinal order of their names.</summary>
    public IReadOnlyList<string> Files(SourceSchema source, int day)
    {
        var folder = new DirectoryInfo(Path.Combine(Folder(source), DayPrefix + Timestamps.FormatDay(day)));
        return !folder.Exists ? []
            : [.. folder.EnumerateFiles().Where(f => f.Name[0] is not ('_' or '.')).Select(f => f.FullName).Order(StringComparer.Ordinal)];
    }

    /// <summary>What tells the day's files from what they were or will be.</summary>
    public ImmutableArray<HistoryFile> Fingerprint(SourceSchema source, int day)
    {
        var files = ImmutableArray.CreateBuilder<HistoryFile>();
        foreach (var file in Files(source, day))
        {
            try
            {
                files.Add(new HistoryFile(Path.GetFileName(file), new FileInfo(file).Length, ParquetFooter.Hash(file)));
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // Removed while we looked: it is not one of the day's files any more.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new DataException($"File '{file}' cannot be read: {error.Message} Make it readable, or move it out of the dataset.", error);
            }
        }

        return files.ToImmutable();
    }

    /// <summary>The smallest event time of a file in microseconds as its footer says it, or null when it does not.</summary>
    internal static long? Earliest(string file, string eventTime)
    {
        try
        {
            return ParquetFooter.Earliest(file, eventTime);
        }
        catch (DataException)
        {
            // Nobody reads these files, so that one which cannot be read is no error; only unknown.
            return null;
        }
    }

    /// <summary>The events of a day, file by file.</summary>
    /// <exception cref="DataException">A file cannot be read as the columns say.</exception>
    public IEnumerable<HistoryBatch> Read(SourceSchema source, int day, IReadOnlyList<Field> columns)
    {
        foreach (var file in Files(source, day))
        {
            using var scan = new ParquetScan(file, columns);
            var row = 0L;
            foreach (var batch in scan.Batches())
            {
                var first = row;
                row += batch.Length;
                yield return new HistoryBatch(file, WithRowNumbers(batch, first));
            }
        }
    }

    private static RecordBatch WithRowNumbers(RecordBatch batch, long first)
    {
        var numbers = new Int64Array.Builder().Reserve(batch.Length);
        for (var row = 0; row < batch.Length; row++)
        {
            numbers.Append(first + row);
        }

        var fields = batch.Schema.FieldsList.Append(new Apache.Arrow.Field(LineageColumns.Offset, Int64Type.Default, false));
        return new RecordBatch(new Schema(fields, null), batch.Arrays.Append(numbers.Build()), batch.Length);
    }

    private static int Day(string folder)
    {
        var name = Path.GetFileName(folder)[DayPrefix.Length..];
        return DateOnly.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Timestamps.Day(Timestamps.FromDateTime(day.ToDateTime(TimeOnly.MinValue)))
            : throw new DataException($"Folder '{folder}' is not named after a day. Name it dt=yyyy-MM-dd, or move it out of the dataset.");
    }

    private string Folder(SourceSchema source) => Path.Combine(options.DataRoot, source.History!);
}
