using Unified.Contracts;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>The records that could not be decoded or computed, each kept once. All SQL over them stands here.</summary>
internal sealed class Quarantine(ClickHouseDatabase database)
{
    private static readonly Table<StoredRecord> Table = QuarantineTable.Table;

    public Task WriteAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation)
    {
        var now = database.Time.GetUtcNow();
        return Table.InsertAsync(database, [.. records.Select(r => new StoredRecord(r, now))], cancellation);
    }

    /// <summary>How many there are.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) =>
        database.SingleAsync($"SELECT toInt64(count()) FROM {Table.From(database)}", r => r.GetInt64(0), cancellation);

    /// <summary>The newest of them.</summary>
    public Task<IReadOnlyList<StoredRecord>> NewestAsync(int count, CancellationToken cancellation) => Table.ReadAsync(
        database, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"1 ORDER BY first_seen DESC, log, p, offset LIMIT {count}"), cancellation);
}
