using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;

namespace Unified.Serving.Api;

/// <summary>What operators ask of the quarantine.</summary>
internal static class OperationsQuery
{
    private const int QuarantineShown = 100;

    public static async Task<QuarantineList> QuarantineAsync(ClickHouseDatabase database, CancellationToken cancellation)
    {
        var quarantine = new Quarantine(database);
        var total = await quarantine.CountAsync(cancellation).ConfigureAwait(false);
        var newest = await quarantine.NewestAsync(QuarantineShown, cancellation).ConfigureAwait(false);
        return new QuarantineList(total, [.. newest.Select(q => new QuarantineEntry(
            q.Record.Partition.Log, q.Record.Partition.Number, q.Record.Offset, q.Record.Job, q.Record.Reason, q.FirstSeen))]);
    }
}
