using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Sql;

namespace Unified.Serving.Rows;

/// <summary>What is staged, merged, promoted and compared.</summary>
internal sealed partial class ClickHouseStatements
{
    public async Task<IReadOnlyDictionary<string, long>> StagedCountsAsync(
        JobPlan plan, Attempts attempts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        return (await Database.QueryAsync(
            $"SELECT {SystemColumns.Slice}, toInt64(count()) FROM {Tables(plan).Staging} WHERE {attempts.Where} "
            + $"GROUP BY {SystemColumns.Slice}",
            r => (Slice: r.GetString(0), Rows: r.GetInt64(1)), cancellation).ConfigureAwait(false))
            .ToDictionary(c => c.Slice, c => c.Rows, StringComparer.Ordinal);
    }

    public Task<IReadOnlyList<int>> StagedDaysAsync(JobPlan plan, Attempts attempts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        return Database.QueryAsync(
            $"SELECT DISTINCT {DayBucket.Sql(plan.Rows)} AS {SystemColumns.Day} FROM {Tables(plan).Staging} WHERE {attempts.Where} "
            + $"ORDER BY {SystemColumns.Day}", r => r.GetInt32(0), cancellation);
    }

    public Task InsertPromotedAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Database.ExecuteOnceAsync(
            $"INSERT INTO {Tables(plan).Batch} ({SystemColumns.Generation}, {StateSql.Columns(plan.Rows)}) "
            + $"SELECT {Text(id)}, {StateSql.Columns(plan.Rows)} FROM ({StateSql.Merged(plan, Sources(plan, basis, attempts, days))})",
            cancellation, ("max_partitions_per_insert_block", 0), ("insert_deduplicate", 1), ("insert_deduplication_token", Text(id)));
    }

    // An insert of many blocks is not atomic. Rows and the total of every additive state must be what the source has; an insert that wrote
    // twice, or half, is found here.
    public async Task<(IReadOnlyList<string> Expected, IReadOnlyList<string> Actual)> PromotedTotalsAsync(
        JobPlan plan, ulong id, Manifest basis, Attempts attempts, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var sums = string.Concat(plan.Rows.States.Select(s => s.Total(SqlEngine.ClickHouse)).OfType<string>()
            .Select(t => $", toString({t})"));
        var expected = await TotalsAsync($"SELECT toString(uniqExact({Digests.IdentityColumns(plan.Rows)})){sums} "
            + $"FROM {Sources(plan, basis, attempts, days)}", cancellation).ConfigureAwait(false);
        return (expected, await TotalsAsync($"SELECT toString(count()){sums} FROM {Tables(plan).Batch} "
            + $"WHERE {SystemColumns.Generation} = {Text(id)}", cancellation).ConfigureAwait(false));
    }

    public async Task<IReadOnlyDictionary<(ulong Generation, int Day), RowDigest>> PromotedDigestsAsync(
        JobPlan plan, IReadOnlyCollection<ulong> ids, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return (await Database.QueryAsync(
            $"SELECT {SystemColumns.Generation}, {SystemColumns.Day}, toInt64(count()), {Digests.Of(plan.Rows)} FROM {Tables(plan).Batch} "
            + $"WHERE has({ManifestSource.Array(ids, "UInt64")}, {SystemColumns.Generation}) "
            + $"GROUP BY {SystemColumns.Generation}, {SystemColumns.Day}",
            r => (Generation: r.GetFieldValue<ulong>(0), Day: r.GetInt32(1),
                Digest: new RowDigest(r.GetInt64(2), r.GetFieldValue<ulong>(3))), cancellation).ConfigureAwait(false))
            .ToDictionary(d => (d.Generation, d.Day), d => d.Digest);
    }

    public async Task<IReadOnlyDictionary<int, RowDigest>> LayerDigestsAsync(
        JobPlan plan, EpochRanges ranges, Attempts? attempts, CancellationToken cancellation)
    {
        var layers = new Layers(plan, Tables(plan), ranges, attempts ?? new Attempts(0, []));
        var merged = attempts is null ? layers.Stream() : layers.Batch();
        return await Digests.ReadAsync(Database, plan.Rows, merged, cancellation).ConfigureAwait(false);
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    private JobTables Tables(JobPlan plan) => new(Database, plan);

    private string Sources(JobPlan plan, Manifest basis, Attempts attempts, IReadOnlyList<int> days)
    {
        var source = ManifestSource.Literal(plan, basis);
        var touched = $"has({ManifestSource.Array(days, "Int32")}, {SystemColumns.Day})";
        return $"(SELECT {StateSql.Columns(plan.Rows)} FROM {Tables(plan).Batch} "
            + $"WHERE {Ownership.BatchOwnsSql(source.Generations, source.Days, SystemColumns.Day)} AND {touched}"
            + $" UNION ALL SELECT {StateSql.Columns(plan.Rows)} FROM {Tables(plan).Staging} WHERE {attempts.Where})";
    }

    private Task<string[]> TotalsAsync(string sql, CancellationToken cancellation) => Database.SingleAsync(
        sql, r => Enumerable.Range(0, r.FieldCount).Select(r.GetString).ToArray(), cancellation);
}
