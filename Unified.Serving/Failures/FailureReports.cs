using Unified.Serving.ClickHouse;

namespace Unified.Serving.Failures;

/// <summary>Writes what <see cref="LayerFailures"/> reads. Thread-safe.</summary>
public sealed class FailureReports(ClickHouseDatabase database)
{
    /// <summary>Notes a failure; one that goes on keeps its beginning.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="version">The job's version; "" for an archive.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task ReportAsync(LayerFailure failure, string version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(failure);
        // The server's clock orders what processes on several machines say.
        await database.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {database.Table(LayerFailures.Name)} "
            + "(layer LowCardinality(String), name String, version String, error String, since DateTime64(6, 'UTC'), process String, "
            + "at DateTime64(6, 'UTC')) "
            + "ENGINE = ReplacingMergeTree(at) ORDER BY (layer, name, version)", cancellation).ConfigureAwait(false);
        await WriteAsync(failure, version, cancellation).ConfigureAwait(false);
    }

    /// <summary>Notes that it runs without an error.</summary>
    public async Task ClearAsync(string layer, string name, string version, string process, CancellationToken cancellation)
    {
        if ((await new LayerFailures(database).ReadAsync($"layer = {ClickHouseSql.Text(layer)} AND name = {ClickHouseSql.Text(name)} "
            + $"AND version = {ClickHouseSql.Text(version)}", cancellation).ConfigureAwait(false)).Count > 0)
        {
            await WriteAsync(new LayerFailure(layer, name, "", database.Time.GetUtcNow(), process), version, cancellation)
                .ConfigureAwait(false);
        }
    }

    private Task WriteAsync(LayerFailure failure, string version, CancellationToken cancellation) => database.ExecuteAsync(
        $"INSERT INTO {database.Table(LayerFailures.Name)} SELECT "
            + $"{string.Join(", ", new[] { failure.Layer, failure.Name, version, failure.Error }.Select(ClickHouseSql.Text))}, "
            + $"fromUnixTimestamp64Micro({ClickHouseTime.Micros(failure.Since)}), "
            + $"{ClickHouseSql.Text(failure.Process)}, now64(6, 'UTC')", cancellation);
}
