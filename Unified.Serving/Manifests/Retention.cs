using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Time;

namespace Unified.Serving.Manifests;

/// <summary>
/// Takes days out of the answer that have been kept for as long as the job says. Their rows then go as those of superseded generations do.
/// </summary>
internal sealed class Retention(IStatements server)
{
    private readonly ClickHouseManifestStore _manifests = new(server);

    /// <summary>Appends a manifest when a day's time is over.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="threshold">
    /// A generation that was planned since is waited for: a manifest that comes in between would throw its work away.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(JobPlan plan, DateTimeOffset threshold, CancellationToken cancellation)
    {
        if (plan.KeepDays is not { } days || plan.Rows.Time is null)
        {
            return;
        }

        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        var from = Timestamps.Day(Timestamps.FromDateTime(now.UtcDateTime)) - days;
        var current = await _manifests.CurrentAsync(plan, cancellation).ConfigureAwait(false);
        if (from <= (current.KeptFrom ?? int.MinValue) || await IsOpenAsync(plan, current, threshold, cancellation).ConfigureAwait(false))
        {
            return;
        }

        // Where another writer is first, the next collection does it.
        await _manifests.AppendAsync(current with
        {
            Seq = current.Seq + 1,
            Id = Guid.CreateVersion7(now),
            Created = now,
            Code = server.Code,
            Promoted = 0,
            Who = "retention",
            Why = $"rows are kept for {days} days: those of days before {Timestamps.FormatDay(from)} leave the answer",
            KeptFrom = from,
            Days = current.Days.RemoveRange(current.Days.Keys.Where(d => d < from)),
        }, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> IsOpenAsync(JobPlan plan, Manifest current, DateTimeOffset threshold, CancellationToken cancellation) =>
        (await server.ReadAsync(GenerationTable.Open(VersionKey.Of(plan), current.Seq), cancellation).ConfigureAwait(false))
            .Any(g => g.Created >= threshold);
}
