using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Demo.Shared;

/// <summary>Every record that was produced is accounted for by a job's ledger, in every epoch and partition.</summary>
internal static class LedgerCheck
{
    /// <param name="plan">The job.</param>
    /// <param name="database">Where its ledger is.</param>
    /// <param name="produced">Records of each partition of its logs.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(JobPlan plan, ClickHouseDatabase database,
        IEnumerable<(LogPartition Id, long Records)> produced, CancellationToken cancellation)
    {
        var entries = await database.QueryAsync(
            $"SELECT log, p, epoch, read, emitted, filtered, quarantined FROM {database.Table(LedgerTable.Table.Name)} FINAL "
            + $"WHERE job = '{plan.Job}' AND version = '{plan.Version}' AND layer = 'stream' ORDER BY log, p, epoch",
            r => (Epoch: new EpochId(new LogPartition(r.GetString(0), r.GetInt32(1)), r.GetInt64(2)),
                Counts: new LedgerCounts(r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))),
            cancellation).ConfigureAwait(false);
        var problems = entries.Where(e => !e.Counts.Balanced)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, {e.Epoch}: {e.Counts} does not add up")).ToList();
        problems.AddRange(produced
            .Select(p => (p.Id, p.Records, Read: entries.Where(e => e.Epoch.Partition == p.Id).Sum(e => e.Counts.Read)))
            .Where(x => x.Read != x.Records)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $"{plan.Job}, {x.Id}: {x.Records} records produced, {x.Read} read")));
        return problems;
    }
}
