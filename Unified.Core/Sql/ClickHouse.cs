using System.Globalization;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Sql;

/// <summary>ClickHouse types and identifiers of the plan.</summary>
public static class ClickHouse
{
    /// <summary>The column type.</summary>
    public static string Type(DataType type)
    {
        var name = type.Kind switch
        {
            TypeKind.Boolean => "Bool",
            TypeKind.Int32 => "Int32",
            TypeKind.Int64 => "Int64",
            TypeKind.Int128 => "Int128",
            TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"Decimal(38, {type.Scale})"),
            TypeKind.Double => "Float64",
            TypeKind.String => "String",
            TypeKind.Timestamp => "DateTime64(6, 'UTC')",
            TypeKind.Bins => "Map(Int32, Int64)",
            _ => throw new InternalException($"Type {type} has no ClickHouse form."),
        };
        return type.Nullable ? $"Nullable({name})" : name;
    }

    /// <summary>A quoted identifier.</summary>
    public static string Name(string name) =>
        '`' + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + '`';

    /// <summary>A quoted string literal.</summary>
    public static string Text(string value) =>
        '\'' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + '\'';
}
