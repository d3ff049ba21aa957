using System.Globalization;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;

namespace Unified.Sql;

/// <summary>Lowers types and expressions to DuckDB, the independent engine that tests and the demo ask for the same answer.</summary>
public static class DuckDb
{
    /// <summary>The DuckDB type of a value in an expression; times are BIGINT microseconds.</summary>
    public static string Type(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Int32 => "INTEGER",
        TypeKind.Int64 or TypeKind.Timestamp => "BIGINT",
        TypeKind.Int128 => "HUGEINT",
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({type.Precision},{type.Scale})"),
        TypeKind.Double => "DOUBLE",
        TypeKind.String => "VARCHAR",
        _ => throw new InternalException($"Type {type} has no DuckDB form."),
    };

    /// <summary>A decimal type that has room for whatever is computed before the result is checked.</summary>
    internal static string Wide(DataType type) => string.Create(CultureInfo.InvariantCulture, $"DECIMAL(38,{type.Scale})");

    /// <summary>The largest multiple of <paramref name="size"/> at or below <paramref name="micros"/>, before 1970 too.</summary>
    internal static string Floor(string micros, string size) => $"(({micros}) - ((({micros}) % {size}) + {size}) % {size})";

    /// <summary>A quoted identifier.</summary>
    public static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>The SQL of <paramref name="expr"/>; column names are quoted and unqualified.</summary>
    /// <exception cref="DefinitionException">A function has no exact DuckDB form, or is a user function.</exception>
    public static string Expression(Expr expr) => expr switch
    {
        ColumnExpr column => Name(column.Name),
        ConstantExpr constant => Literal(constant.Value, constant.Type),
        CallExpr { Function.DuckDb: { } form } call => form(new(
            [.. call.Arguments.Select(Expression)], [.. call.Arguments.Select(a => a.Type)], call.Type)),
        _ => throw new DefinitionException("UNI0090", expr.ToString(), "has no form in DuckDB that gives exactly the same.",
            "Compare this job with the native engine only."),
    };

    /// <summary>A value in its carrier as a literal of its type.</summary>
    public static string Literal(object? value, DataType type) => value switch
    {
        null => $"NULL::{Type(type)}",
        bool flag => flag ? "true" : "false",
        string text => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
        Int128 unscaled when type.Kind == TypeKind.Decimal => $"'{Decimals.Format(unscaled, type.Scale)}'::{Type(type)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"({value})::{Type(type)}"),
    };
}
