using System.Globalization;
using System.Text.Json;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Types;

namespace Unified.Contracts;

/// <summary>
/// Where the archive keeps an epoch: <c>{root}/{log}/p=00003/e=000000000042.parquet</c>, and beside it <c>.quarantine.parquet</c> when
/// records could not be decoded. The writer and the readers meet here and nowhere else. Names only: who has folders and files lists them,
/// here is said what they are.
/// </summary>
public static partial class ArchiveLayout
{
    /// <summary>Key-value metadata of the file: records read, accepted and quarantined.</summary>
    public const string ReadKey = "unified.read";

    /// <inheritdoc cref="ReadKey"/>
    public const string QuarantinedKey = "unified.quarantined";

    /// <summary>Key-value metadata of the file: the epoch length, which must not change.</summary>
    public const string EpochLengthKey = "unified.epoch_length";

    /// <summary>Key-value metadata of the file: the identity of the log.</summary>
    public const string IdentityKey = "unified.topic_id";

    /// <summary>
    /// Key-value metadata of the file: the columns that the source declared, a JSON array of name and type in turn. Files of older builds
    /// have none; their Parquet types say it.
    /// </summary>
    public const string ColumnsKey = "unified.columns";

    /// <summary>Key-value metadata of the file: how the columns were spelled in the records, where that was not plain.</summary>
    public const string FormsKey = "unified.forms";

    /// <summary>Key-value metadata of the file: how the records were written, where one may hold several events.</summary>
    public const string RecordsKey = "unified.records";

    /// <summary>Key-value metadata of the file: the number of the archive's format.</summary>
    public const string FormatKey = "unified.format";

    /// <summary>
    /// Key-value metadata of a file that was decoded again: fields of <c>_extra</c>, a name and a type a line, that stood in columns in
    /// between and so are not spelled as in the record.
    /// </summary>
    public const string RespelledKey = "unified.respelled";

    /// <summary>The format that this code writes. It reads files without a number, which are older, too.</summary>
    public const int Format = 1;

    /// <summary>The columns as <see cref="ColumnsKey"/> has them.</summary>
    public static string Columns(IEnumerable<Field> columns) =>
        JsonSerializer.Serialize(columns.SelectMany(c => new[] { c.Name, c.Type.ToString() }).ToArray());

    /// <summary>Reads what <see cref="Columns"/> wrote; null when the file has none.</summary>
    /// <exception cref="Errors.DataException">A type that this version does not know.</exception>
    public static IReadOnlyList<Field>? Columns(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(ColumnsKey, out var text)
            ? [.. JsonSerializer.Deserialize<string[]>(text)!.Chunk(2).Select(c => new Field(c[0], DataType.Parse(c[1])))] : null;
    }

    /// <summary>The spelling of a source's columns as <see cref="FormsKey"/> has it.</summary>
    public static string Forms(SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return JsonSerializer.Serialize(source.Forms.Select(f => f.ToString()).ToArray());
    }

    /// <summary>
    /// How the records of a file were cut into events, where the source of today does it otherwise; null where it does the same.
    /// </summary>
    public static SourceFormat? CutOtherwise(IReadOnlyDictionary<string, string> metadata, SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(source);
        // Before there were others every file was of records that are one event.
        var then = metadata.TryGetValue(RecordsKey, out var text) && Enum.TryParse<SourceFormat>(text, out var format) ? format
            : SourceFormat.Json;
        return then == source.Format ? null : then;
    }

    /// <summary>A column that is declared now and was declared then, and was spelled otherwise; null when there is none.</summary>
    public static Field? Respelled(IReadOnlyDictionary<string, string> metadata, SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var then = Columns(metadata);
        var forms = metadata.TryGetValue(FormsKey, out var text) ? JsonSerializer.Deserialize<HashSet<string>>(text)! : [];
        return source.Columns.Cast<Field?>().FirstOrDefault(c => (then is null || then.Any(t => t.Name == c!.Name))
            && (Known(source.Form(c!.Name), then?.FirstOrDefault(t => t.Name == c.Name)?.Type) is { IsPlain: false } form
                ? !forms.Contains(form.ToString())
                : forms.Any(f => f.StartsWith($"{c.Name}: ", StringComparison.Ordinal))));
    }

    // What is said of fields that a list's elements have got since says nothing of how it was read then.
    private static ColumnForm Known(ColumnForm today, DataType? then) => then?.Element is not { } element ? today
        : today with { Elements = [.. today.Elements.Where(e => element.Fields.Any(f => f.Name == e.Column))] };

    /// <summary>True when the column was not spelled plainly.</summary>
    public static bool HasForm(IReadOnlyDictionary<string, string> metadata, string column)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.TryGetValue(FormsKey, out var text)
            && JsonSerializer.Deserialize<string[]>(text)!.Any(f => f.StartsWith($"{column}: ", StringComparison.Ordinal));
    }

    /// <summary>The folder of a log.</summary>
    public static string Folder(string root, string log) => Path.Combine(root, log);

    /// <summary>The folder of a partition.</summary>
    public static string Folder(string root, LogPartition partition) => Path.Combine(root, partition.Log, PartitionName(partition.Number));

    /// <summary>The file of an epoch.</summary>
    public static string File(string root, EpochId epoch) =>
        Path.Combine(Folder(root, epoch.Partition), EpochName(epoch.Epoch));

    /// <summary>
    /// The file of an epoch's records that could not be decoded: <c>_offset</c>, <c>_timestamp</c>, <c>_key</c>, <c>raw</c>, <c>reason</c>.
    /// </summary>
    public static string QuarantineFile(string root, EpochId epoch) => Path.ChangeExtension(File(root, epoch), ".quarantine.parquet");

    /// <summary>
    /// The partitions that have one of these folders of a log, ascending. A folder with another name is none of the archive's.
    /// </summary>
    public static IReadOnlyList<LogPartition> Partitions(string log, IEnumerable<string> folders)
    {
        var partitions = new List<LogPartition>();
        foreach (var name in folders.Select(folder => Path.GetFileName(folder)))
        {
            if (int.TryParse(Digits(name), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                && PartitionName(partition) == name)
            {
                partitions.Add(new LogPartition(log, partition));
            }
        }

        return [.. partitions.Order()];
    }

    /// <summary>
    /// The epochs that have one of these files of a partition, ascending. A file that is still being written has another name.
    /// </summary>
    public static IReadOnlyList<long> Epochs(IEnumerable<string> files)
    {
        var epochs = new List<long>();
        foreach (var name in files.Select(file => Path.GetFileName(file)))
        {
            if (long.TryParse(Digits(Path.GetFileNameWithoutExtension(name)), NumberStyles.None, CultureInfo.InvariantCulture,
                out var epoch) && EpochName(epoch) == name)
            {
                epochs.Add(epoch);
            }
        }

        return [.. epochs.Order()];
    }

    private static string PartitionName(int partition) => string.Create(CultureInfo.InvariantCulture, $"p={partition:D5}");

    private static string EpochName(long epoch) => string.Create(CultureInfo.InvariantCulture, $"e={epoch:D12}.parquet");

    private static string Digits(string name) => name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..];
}
