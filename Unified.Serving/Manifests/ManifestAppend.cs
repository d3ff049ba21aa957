using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Appends a manifest under its number, which one writer gets.</summary>
internal sealed class ManifestAppend(ISharedTables tables, Manifest manifest)
{
    private readonly VersionKey _key = new(manifest.Job, manifest.Version);

    private FirstRow<Manifest> Row => new(tables, ManifestTable.At(_key, manifest.Seq), Token(manifest));

    /// <summary>
    /// True when the number is this manifest's. Whoever is told so has it for good, also when a later number follows at once.
    /// </summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var newest = await new ClickHouseManifestStore(tables).CurrentAsync(_key, cancellation).ConfigureAwait(false);
        // Tokens are forgotten after thousands of inserts: a writer that comes so late finds the number taken here.
        if (newest.Seq < manifest.Seq)
        {
            RequireKept(newest);
        }

        var owner = newest.Seq >= manifest.Seq
            ? await Row.FindAsync(cancellation).ConfigureAwait(false) : await Row.WriteAsync(manifest, cancellation).ConfigureAwait(false);
        return owner?.Id == manifest.Id;
    }

    /// <summary>What all writers of one number call their inserts.</summary>
    internal static string Token(Manifest manifest) =>
        string.Create(CultureInfo.InvariantCulture, $"{manifest.Job}/{manifest.Version}/{manifest.Seq}");

    // What offsets are of, and where they begin, is said once: a manifest without it would let another log pass for this one.
    private void RequireKept(Manifest before)
    {
        foreach (var (log, identity) in before.Logs.Where(l => manifest.Logs.GetValueOrDefault(l.Key) != l.Value))
        {
            throw new InternalException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{manifest.Job}': manifest {manifest.Seq} does not say any more that log '{log}' is topic id {identity}."));
        }

        foreach (var (partition, epoch) in before.Origin.Epochs.Where(o => manifest.Origin.Of(o.Key) != o.Value))
        {
            throw new InternalException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{manifest.Job}': manifest {manifest.Seq} does not say any more that {partition} begins at epoch {epoch}."));
        }
    }
}
