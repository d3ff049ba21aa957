using System.Globalization;
using Unified.Epochs;

namespace Unified.Contracts;

/// <summary>
/// Where the archive keeps an epoch: <c>{root}/{source}/p=00003/e=000000000042.parquet</c>, and beside it <c>.quarantine.parquet</c> when records could
/// not be decoded. The writer and the readers meet here and nowhere else.
/// </summary>
public static class ArchiveLayout
{
    /// <summary>Key-value metadata of the file: records read, accepted and quarantined.</summary>
    public const string ReadKey = "unified.read";

    /// <inheritdoc cref="ReadKey"/>
    public const string QuarantinedKey = "unified.quarantined";

    /// <summary>Key-value metadata of the file: the epoch length, which must not change.</summary>
    public const string EpochLengthKey = "unified.epoch_length";

    /// <summary>The folder of a source.</summary>
    public static string Folder(string root, string source) => Path.Combine(root, source);

    /// <summary>The folder of a partition.</summary>
    public static string Folder(string root, string source, int partition) =>
        Path.Combine(root, source, string.Create(CultureInfo.InvariantCulture, $"p={partition:D5}"));

    /// <summary>The file of an epoch.</summary>
    public static string File(string root, string source, EpochId epoch) =>
        Path.Combine(Folder(root, source, epoch.Partition), string.Create(CultureInfo.InvariantCulture, $"e={epoch.Epoch:D12}.parquet"));

    /// <summary>The file of an epoch's records that could not be decoded: <c>_offset</c>, <c>_timestamp</c>, <c>_key</c>, <c>raw</c>, <c>reason</c>.</summary>
    public static string QuarantineFile(string root, string source, EpochId epoch) => Path.ChangeExtension(File(root, source, epoch), ".quarantine.parquet");

    /// <summary>The partitions that have a folder, ascending.</summary>
    public static IReadOnlyList<int> Partitions(string root, string source)
    {
        var folder = new DirectoryInfo(Folder(root, source));
        return !folder.Exists ? []
            : [.. folder.EnumerateDirectories("p=?????").Select(f => int.Parse(f.Name.AsSpan(2, 5), CultureInfo.InvariantCulture)).Order()];
    }

    /// <summary>The epochs of a partition that are there, ascending. A file that is still being written has another name.</summary>
    public static IReadOnlyList<long> Epochs(string root, string source, int partition)
    {
        var folder = new DirectoryInfo(Folder(root, source, partition));
        return !folder.Exists ? []
            : [.. folder.EnumerateFiles("e=????????????.parquet").Select(f => long.Parse(f.Name.AsSpan(2, 12), CultureInfo.InvariantCulture)).Order()];
    }
}
