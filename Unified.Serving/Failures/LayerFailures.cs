using Unified.Plans;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Failures;

/// <summary>
/// The failures of all processes, kept where every other process sees them. News, and no truth that an answer depends on: so the table is
/// no part of the stored tables' version, is made by the first failure, and may be dropped at any time. Thread-safe.
/// </summary>
public sealed class LayerFailures(ClickHouseDatabase database)
{
    internal const string Name = "unified_failures";

    /// <summary>What has failed of a job version, its archives included; by layer and name.</summary>
    public Task<IReadOnlyList<LayerFailure>> OfAsync(JobPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var sources = string.Join(", ", plan.Sources.Select(s => ClickHouseSql.Text(s.Name)));
        return ReadAsync($"(layer = 'stream' AND name = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)}) "
            + $"OR (layer = 'archive' AND name IN ({sources})) OR layer = 'schedule'", cancellation);
    }

    /// <summary>The failures that go on.</summary>
    internal async Task<IReadOnlyList<LayerFailure>> ReadAsync(string where, CancellationToken cancellation)
    {
        var there = await database.SingleAsync($"SELECT toInt64(count()) FROM system.tables WHERE database = "
            + $"{ClickHouseSql.Text(database.Options.Database)} AND name = '{Name}'", r => r.GetInt64(0), cancellation)
            .ConfigureAwait(false);
        return there == 0 ? [] : await database.QueryAsync(
            $"SELECT layer, name, error, toUnixTimestamp64Micro(since), process FROM {database.Table(Name)} FINAL "
                + $"WHERE error != '' AND ({where}) ORDER BY layer, name",
            r => new LayerFailure(r.GetString(0), r.GetString(1), r.GetString(2), ClickHouseTime.FromMicros(r.GetInt64(3)), r.GetString(4)),
            cancellation).ConfigureAwait(false);
    }
}
