using System.Globalization;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Proof;

/// <summary>Digests of merged rows per key bucket: equal rows give equal digests whatever their order and however they were cut.</summary>
internal static class Digests
{
    private const int Buckets = 1024;

    /// <summary>The hash that tells identities apart.</summary>
    public static string Identity(RowLayout rows) => $"cityHash64(tuple({IdentityColumns(rows)}))";

    /// <summary>The identity as columns without null, which hashes and counts would skip.</summary>
    public static string IdentityColumns(RowLayout rows) => string.Join(", ", rows.Identity.Select(f => Hashable(f.Name, f.Type)));

    /// <summary>The bucket of a row.</summary>
    public static string Bucket(RowLayout rows) => string.Create(CultureInfo.InvariantCulture, $"toInt32({Identity(rows)} % {Buckets})");

    /// <summary>Bucket, rows, digest. A sum of hashes, not an xor: an xor cancels a row that comes twice.</summary>
    public static string Query(RowLayout rows, string merged) =>
        $"SELECT {Bucket(rows)} AS bucket, count() AS n, sum(cityHash64(tuple({string.Join(", ", rows.Columns.Select(f => Hashable(f.Name, f.Type)))}))) AS digest "
        + $"FROM ({merged}) GROUP BY bucket";

    /// <summary>The canonical text of a state, for people and for comparing: sketches sorted, without empty bins.</summary>
    public static string Text(string name, DataType type) => type.Kind == TypeKind.Bins ? $"toString({Bins(ClickHouseSql.Name(name))})"
        : type.Kind == TypeKind.Timestamp ? $"toString(toUnixTimestamp64Micro({ClickHouseSql.Name(name)}))"
        : type.Nullable ? $"ifNull(toString({ClickHouseSql.Name(name)}), 'null')" : $"toString({ClickHouseSql.Name(name)})";

    /// <summary>A column as what can be hashed: a null hashes like the type's default, so whether it is one is hashed too.</summary>
    public static string Hashable(string name, DataType type)
    {
        var column = ClickHouseSql.Name(name);
        return type.Kind == TypeKind.Bins ? Bins(column)
            : type.Nullable ? $"isNull({column}), ifNull({column}, defaultValueOfTypeName('{ClickHouseSql.Type(type.AsRequired())}'))" : column;
    }

    private static string Bins(string column) => $"arraySort(arrayFilter(x -> x.2 != 0, arrayZip(mapKeys({column}), mapValues({column}))))";
}
