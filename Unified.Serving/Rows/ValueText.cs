using System.Globalization;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Rows;

/// <summary>Values of rows as people write them.</summary>
internal static class ValueText
{
    /// <summary>The value of a column whose SQL text is given: days as dates, times as ISO 8601.</summary>
    public static string Of(DataType type, string text) =>
        type.Kind == TypeKind.Timestamp && long.TryParse(text, CultureInfo.InvariantCulture, out var micros)
            ? micros % Timestamps.MicrosPerDay == 0 ? Timestamps.FormatDay(Timestamps.Day(micros)) : Timestamps.Format(micros)
            : type.Kind is TypeKind.Time or TypeKind.Duration && long.TryParse(text, CultureInfo.InvariantCulture, out var length)
                ? CarrierText.Format(type, length)
            : text;
}
