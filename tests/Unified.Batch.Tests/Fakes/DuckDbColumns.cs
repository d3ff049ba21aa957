using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Lowering;
using Unified.Sql;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Columns of Parquet files as DuckDB reads them.</summary>
internal static class DuckDbColumns
{
    /// <summary>The plan's type of a column, nullable; null when a plan has none, or DuckDB cannot tell.</summary>
    public static DataType? TypeOf(this DuckDbOracle duck, string file, string[] path, out string reason)
    {
        try
        {
            var name = (string)duck.Ask(new OracleQuery(
                $"SELECT column_type FROM (DESCRIBE SELECT {Value(path)} AS v FROM {Relation(file)})", Column(DataType.String)))
                .Rows[0][0]!;
            reason = "";
            var type = Type(name);
            reason = type is null ? name : "";
            return type?.AsNullable();
        }
        catch (DuckDB.NET.Data.DuckDBException e)
        {
            reason = "DuckDB: " + e.Message.Split('\n')[0];
            return null;
        }
    }

    /// <summary>All values as <see cref="Cells"/> writes them.</summary>
    public static List<string?> Values(this DuckDbOracle duck, string file, string[] path, DataType type)
    {
        var value = Value(path);
        var (text, carrier) = type.Kind switch
        {
            TypeKind.String => ($"hex({value})", DataType.String),
            TypeKind.Timestamp => ($"epoch_us({value})", DataType.Int64),
            TypeKind.Time => ($"epoch_us({value})", DataType.Int64),
            TypeKind.Date => ($"date_diff('day', DATE '1970-01-01', {value})", DataType.Int64),
            TypeKind.Decimal => ($"CAST({value} AS VARCHAR)", type),
            _ => (value, type),
        };
        return [.. duck.Ask(new OracleQuery($"SELECT {text} FROM {Relation(file)}", Column(carrier))).Rows
            .Select(r => Cells.Text(r[0], type))];
    }

    private static ImmutableArray<RowColumn> Column(DataType type) => [new ValueColumn(new Field("v", type))];

    private static string Relation(string file) => $"read_parquet({SqlEngine.DuckDb.Literal(file, DataType.String)}) AS t";

    private static string Value(string[] path) => string.Join('.', path.Prepend("t").Select(DuckDb.Identifier));

    private static DataType? Type(string name) => name switch
    {
        "BOOLEAN" => DataType.Boolean,
        "TINYINT" => new DataType(TypeKind.Int8),
        "UTINYINT" => new DataType(TypeKind.UInt8),
        "SMALLINT" => new DataType(TypeKind.Int16),
        "USMALLINT" => new DataType(TypeKind.UInt16),
        "INTEGER" => DataType.Int32,
        "UINTEGER" => DataType.UInt32,
        "BIGINT" => DataType.Int64,
        "UBIGINT" => DataType.UInt64,
        "FLOAT" => DataType.Single,
        "DOUBLE" => DataType.Double,
        "VARCHAR" or "BLOB" => DataType.String,
        "DATE" => DataType.Date,
        "TIME" or "TIME_NS" => DataType.Time,
        "UUID" => DataType.Guid,
        _ when name.StartsWith("TIMESTAMP", StringComparison.Ordinal) => DataType.Timestamp,
        _ when name.StartsWith("DECIMAL", StringComparison.Ordinal) => DataType.Parse(name.ToLowerInvariant()) is var d
            ? DataType.Decimal(Math.Min(Math.Max(d.Precision, d.Scale), DataType.MaxExpressionPrecision), Math.Min(d.Scale, 28)) : null,
        _ => null,
    };
}
