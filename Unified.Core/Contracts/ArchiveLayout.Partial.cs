using System.Globalization;
using Unified.Epochs;

namespace Unified.Contracts;

/// <summary>
/// Where the records of an epoch lie that is still filling: <c>e=000000000042.partial-000000002752.parquet</c>, the number being the first
/// offset that is looked for in the file. Columns <c>_offset</c>, <c>_timestamp</c>, <c>_key</c>, <c>raw</c>: the records as they came. Who
/// reads complete epochs does not see them; the epoch's own file replaces them.
/// </summary>
public static partial class ArchiveLayout
{
    /// <summary>Key-value metadata of a partial file: the offset before which it has every record, from its first offset on.</summary>
    public const string CoveredKey = "unified.covered";

    private const string PartialMark = ".partial-";

    /// <summary>The file of an epoch that is filling with the records from an offset on.</summary>
    public static string PartialFile(string root, EpochId epoch, long from)
    {
        var name = Path.GetFileNameWithoutExtension(EpochName(epoch.Epoch));
        return Path.Combine(
            Folder(root, epoch.Partition), string.Create(CultureInfo.InvariantCulture, $"{name}{PartialMark}{from:D12}.parquet"));
    }

    /// <summary>The partial files of an epoch among the files of its partition, by their first offset.</summary>
    public static IReadOnlyList<(long From, string File)> Partials(IEnumerable<string> files, long epoch)
    {
        ArgumentNullException.ThrowIfNull(files);
        var prefix = Path.GetFileNameWithoutExtension(EpochName(epoch)) + PartialMark;
        var found = new List<(long, string)>();
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith(prefix, StringComparison.Ordinal) && file.EndsWith(".parquet", StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var from))
            {
                found.Add((from, file));
            }
        }

        return [.. found.Order()];
    }

    /// <summary>The partial files of a partition whose epochs have a file of their own among them, or come before one that has.</summary>
    public static IReadOnlyList<string> ReplacedPartials(IReadOnlyCollection<string> files, long complete) =>
        [.. files.Where(f => Path.GetFileName(f) is var name && name.Contains(PartialMark, StringComparison.Ordinal)
            && string.CompareOrdinal(name, 0, EpochName(complete), 0, EpochName(complete).IndexOf('.', StringComparison.Ordinal)) <= 0)];
}
