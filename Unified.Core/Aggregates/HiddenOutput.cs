using System.Globalization;

namespace Unified.Aggregates;

/// <summary>
/// Names for aggregates that are in no column of the result but in an expression of one: <c>_ratio_0</c>. No column starts with '_'.
/// </summary>
internal static class HiddenOutput
{
    /// <summary>The name of the aggregate number <paramref name="index"/> that is only in the expression of a column.</summary>
    public static string Of(string column, int index) => string.Create(CultureInfo.InvariantCulture, $"_{column}_{index}");

    /// <summary>The column of an output, which may be hidden.</summary>
    public static string Column(string output) =>
        output.StartsWith('_') && output.LastIndexOf('_') is > 0 and var end ? output[1..end] : output;
}
