using System.Globalization;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>The partitions that the batch table has: (generation, day bucket).</summary>
internal sealed class BatchPartitions(ClickHouseDatabase database, JobPlan plan)
{
    public Task<IReadOnlyList<(ulong Generation, int Day)>> ListAsync(CancellationToken cancellation) =>
        ListAsync("batch", text => text.Trim('(', ')').Split(',') is [var generation, var day]
            ? (ulong.Parse(generation, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture))
            : throw new Errors.InternalException($"'{text}' is not a partition of the batch table."), cancellation);

    /// <summary>The partitions of one of the job's tables.</summary>
    public Task<IReadOnlyList<T>> ListAsync<T>(string suffix, Func<string, T> parse, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT DISTINCT partition FROM system.parts WHERE active AND rows > 0 AND database = {ClickHouseSql.Text(database.Options.Database)} "
        + $"AND table = {ClickHouseSql.Text(new JobTables(database, plan).Bare(suffix))} ORDER BY partition", r => parse(r.GetString(0)), cancellation);
}
