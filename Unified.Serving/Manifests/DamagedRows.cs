using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// Looks at promoted rows one by one: whether they are those that were promoted, by count and digest. That costs reading all of them, so
/// answers are told by what was found last: a look keeps it.
/// </summary>
internal sealed class DamagedRows(IStatements server)
{
    /// <summary>The days that are not what was promoted, by the looks so far.</summary>
    public static async Task<IReadOnlyList<IncompleteReason>> KnownAsync(
        IStatements server, Manifest manifest, CancellationToken cancellation)
    {
        if (manifest.Days.IsEmpty)
        {
            return [];
        }

        var known = await server.ReadAsync(DamageTable.Of(new VersionKey(manifest.Job, manifest.Version)), cancellation)
            .ConfigureAwait(false);
        // A day that was promoted anew since has other rows.
        ChangedRows[] days = [.. known.Where(d => manifest.Days.GetValueOrDefault(d.Day) == d.Promotion)
            .Select(d => new ChangedRows(d.Promotion, d.Day, d.Expected, d.Found))];
        return days.Length == 0 ? [] : [new ChangedPromotedRows(manifest.Seq, [.. days])];
    }

    /// <summary>Reads the rows of some days, and keeps what it finds.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="manifest">The manifest that names them.</param>
    /// <param name="wanted">Which days; null for all.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<ChangedRows>> LookAsync(
        JobPlan plan, Manifest manifest, Func<int, bool>? wanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var changed = await new PromotedCounts(server).ChangedAsync(plan, manifest, wanted, cancellation).ConfigureAwait(false);
        var key = VersionKey.Of(plan);
        var known = await server.ReadAsync(DamageTable.Of(key), cancellation).ConfigureAwait(false);
        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        var mended = known.Where(k => (wanted?.Invoke(k.Day) ?? true) && !changed.Any(c => c.Generation == k.Promotion && c.Day == k.Day));
        await server.InsertAsync(DamageTable.Table,
        [
            .. changed.Select(c => new DamagedDay(key, c.Generation, c.Day, c.Expected, c.Found, now, Over: false)),
            .. mended.Select(k => k with { Seen = now, Over = true }),
        ], cancellation).ConfigureAwait(false);
        return changed;
    }
}
