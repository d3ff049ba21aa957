using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>The records that are taken out of jobs. Thread-safe.</summary>
public sealed class Exclusions(ClickHouseDatabase database)
{
    private static readonly Table<StoredExclusion> Table = ExclusionTable.Table;

    /// <summary>Those of a job and a log, the oldest first.</summary>
    public async Task<IReadOnlyList<Exclusion>> FindAsync(string job, string log, CancellationToken cancellation) =>
        [.. (await Table.ReadAsync(database,
            $"job = {ClickHouseSql.Text(job)} AND log = {ClickHouseSql.Text(log)} ORDER BY since, p, offset, why", cancellation)
            .ConfigureAwait(false)).Select(e => e.Exclusion)];

    /// <summary>Takes records out. Doing it twice does no harm: the first reason stays.</summary>
    public async Task AddAsync(IReadOnlyList<Exclusion> exclusions, string who, CancellationToken cancellation)
    {
        await new DatabaseSchema(database).EnsureAsync(cancellation).ConfigureAwait(false);
        var now = database.Time.GetUtcNow();
        await Table.InsertAsync(database, [.. exclusions.Select(e => new StoredExclusion(e, now, who))], cancellation)
            .ConfigureAwait(false);
    }
}
