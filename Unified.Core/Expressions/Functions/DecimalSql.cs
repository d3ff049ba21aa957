using System.Globalization;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Decimals of DuckDB as their unscaled integers and back, by way of text: exact for all 38 digits.</summary>
internal static class DecimalSql
{
    public static string Unscaled(string value) => $"(replace(({value})::VARCHAR, '.', '')::HUGEINT)";

    public static string Scaled(string unscaled, DataType type)
    {
        if (type.Scale == 0)
        {
            return $"({unscaled})::{DuckDb.Type(type)}";
        }

        var digits = $"lpad(abs({unscaled})::VARCHAR, greatest(length(abs({unscaled})::VARCHAR), {Number(type.Scale + 1)})::INTEGER, '0')";
        return $"(case when ({unscaled}) < 0 then '-' else '' end || left({digits}, length({digits}) - {Number(type.Scale)}) || '.' "
            + $"|| right({digits}, {Number(type.Scale)}))::{DuckDb.Type(type)}";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
