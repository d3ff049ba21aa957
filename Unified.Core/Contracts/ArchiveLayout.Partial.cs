using System.Globalization;
using Unified.Epochs;
using Unified.Logical;

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

    /// <summary>
    /// The partial files of an epoch that follow on each other from its first offset on: what the archive has of it. One that is of another
    /// log, of another epoch length, that leaves a gap or that cannot be read ends the chain: what it has is not there.
    /// </summary>
    /// <param name="files">The files of the epoch's partition.</param>
    /// <param name="source">The source.</param>
    /// <param name="epoch">The epoch's number.</param>
    /// <param name="identity">The log's identity, or null: then a file of any counts.</param>
    /// <param name="metadata">The key-value metadata of a file, or null when it cannot be read.</param>
    public static IReadOnlyList<PartialFile> PartialChain(IEnumerable<string> files, SourceSchema source, long epoch, string? identity,
        Func<string, IReadOnlyDictionary<string, string>?> metadata)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(metadata);
        var chain = new List<PartialFile>();
        var reached = source.Epochs.First(epoch);
        foreach (var (from, path) in Partials(files, epoch))
        {
            // Everything from the epoch's first offset up to what is reached is in the chain.
            if (from > reached || metadata(path) is not { } known || !IsOf(known, source, identity)
                || Number(known, CoveredKey) is not { } covered)
            {
                break;
            }

            if (covered > reached)
            {
                chain.Add(new PartialFile(path, from, covered));
                reached = covered;
            }
        }

        return chain;
    }

    /// <summary>The partial files of a partition whose epochs have a file of their own among them, or come before one that has.</summary>
    public static IReadOnlyList<string> ReplacedPartials(IReadOnlyCollection<string> files, long complete) =>
        [.. files.Where(f => Path.GetFileName(f) is var name && name.Contains(PartialMark, StringComparison.Ordinal)
            && string.CompareOrdinal(name, 0, EpochName(complete), 0, EpochName(complete).IndexOf('.', StringComparison.Ordinal)) <= 0)];

    private static bool IsOf(IReadOnlyDictionary<string, string> metadata, SourceSchema source, string? identity) =>
        (identity is null || metadata.GetValueOrDefault(IdentityKey) is not { } known || known == identity)
        && Number(metadata, EpochLengthKey) == source.Epochs.Offsets;

    private static long? Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        long.TryParse(metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A partial file that follows on those before it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="From">The offset in its name.</param>
/// <param name="Covered">It has every record from the epoch's first offset that is not in those before, up to here.</param>
public sealed record PartialFile(string Path, long From, long Covered);
