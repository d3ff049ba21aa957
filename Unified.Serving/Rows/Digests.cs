using System.Globalization;
using Unified.Columnar;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Sql;

namespace Unified.Serving.Rows;

/// <summary>Digests of merged rows per key bucket: equal rows give equal digests whatever their order and however they were cut.</summary>
internal static class Digests
{
    private const int Buckets = 1024;

    /// <summary>The hash that tells identities apart.</summary>
    public static string Identity(RowLayout rows) => $"cityHash64(tuple({IdentityColumns(rows)}))";

    /// <summary>The identity as columns without null, which hashes and counts would skip.</summary>
    public static string IdentityColumns(RowLayout rows) =>
        string.Join(", ", rows.Identity.Select(f => new ValueColumn(f).Hashable(SqlEngine.ClickHouse)));

    /// <summary>The bucket of a row.</summary>
    public static string Bucket(RowLayout rows) => string.Create(CultureInfo.InvariantCulture, $"toInt32({Identity(rows)} % {Buckets})");

    /// <summary>The digest of rows. A sum of hashes, not an xor: an xor cancels a row that comes twice.</summary>
    public static string Of(RowLayout rows) =>
        $"sum(cityHash64(tuple({string.Join(", ", rows.Columns.Select(c => c.Hashable(SqlEngine.ClickHouse)))})))";

    /// <summary>The digest of each bucket that has rows.</summary>
    public static async Task<Dictionary<int, RowDigest>> ReadAsync(
        ClickHouseDatabase database, RowLayout rows, string merged, CancellationToken cancellation) =>
        (await database.QueryAsync(Query(rows, merged),
            r => (Bucket: r.GetInt32(0), Digest: new RowDigest(Convert.ToInt64(r.GetValue(1), CultureInfo.InvariantCulture),
                r.GetFieldValue<ulong>(2))), cancellation).ConfigureAwait(false)).ToDictionary(d => d.Bucket, d => d.Digest);

    /// <summary>Bucket, rows, digest.</summary>
    public static string Query(RowLayout rows, string merged) =>
        $"SELECT {Bucket(rows)} AS bucket, count() AS n, {Of(rows)} AS digest FROM ({merged}) GROUP BY bucket";
}
