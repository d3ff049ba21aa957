using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.Sql;
using Unified.Types;
using static Unified.Expressions.ScalarFunction;

namespace Unified.Expressions.Functions;

/// <summary>The functions of <see cref="Hash"/>.</summary>
internal static class Hashes
{
    public static readonly ImmutableArray<ScalarFunction> All =
    [
        Of("sha256_hex", nameof(Hash.Sha256Hex), DataType.String, new()
        {
            { SqlEngine.DuckDb, o => $"sha256({o[0]})" },
            { SqlEngine.Spark, o => $"sha2({o[0]}, 256)" },
            { SqlEngine.ClickHouse, o => $"lower(hex(SHA256({o[0]})))" },
        }),
        Of("md5_hex", nameof(Hash.Md5Hex), DataType.String, new()
        {
            { SqlEngine.DuckDb, o => $"md5({o[0]})" },
            { SqlEngine.Spark, o => $"md5({o[0]})" },
            { SqlEngine.ClickHouse, o => $"lower(hex(MD5({o[0]})))" },
        }),
        Of("md5_int64", nameof(Hash.Md5Int64), DataType.Int64, new()
        {
            { SqlEngine.DuckDb, o => $"('0x' || md5({o[0]})[1:16])::UBIGINT::BIT::BIGINT" },
            { SqlEngine.Spark, o => $"CAST(conv(substr(md5({o[0]}), 1, 16), 16, -10) AS BIGINT)" },
            { SqlEngine.ClickHouse, o => $"reinterpretAsInt64(reverse(substring(MD5({o[0]}), 1, 8)))" },
        }),
        Of("xx64", nameof(Hash.Xx64), DataType.Int64, new()
        {
            { SqlEngine.ClickHouse, o => $"reinterpretAsInt64(xxHash64({o[0]}))" },
        }),
        Of("crc32", nameof(Hash.Crc32), DataType.Int64, new()
        {
            { SqlEngine.ClickHouse, o => $"toInt64(CRC32({o[0]}))" },
            { SqlEngine.Spark, o => $"crc32(CAST({o[0]} AS BINARY))" },
        }),
    ];

    private static ScalarFunction Of(string name, string method, DataType result, SqlForms<SqlOperands> sql) => new()
    {
        Name = name,
        Members = [Signature.Method(typeof(Hash), method, typeof(string))],
        ResultType = Signature.Of(result, TypeKind.String),
        Net = o => Expression.Call(typeof(Hash), method, null, o[0]),
        Sql = sql,
    };
}
