using System.Globalization;
using System.Text;
using System.Text.Json;
using Unified.Columnar;
using Unified.Definition;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>A time: ISO 8601 text, or a number since 1970 where the source says so.</summary>
internal sealed class TimestampStage(Field field, ColumnForm form) : FixedStage<long>(field, form)
{
    private const string Wanted = "an ISO 8601 time in the years 1 to 9999";
    private readonly string _wanted = form.UnixTime is not { } unit ? Wanted
        : $"{Wanted}, nor a number of {unit.ToString().ToLowerInvariant()} since 1970 in these years";

    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        long value;
        if (Form.UnixTime is { } unit && TryNumber(ref reader, inText: true, out var number))
        {
            if (!UnixTimeText.TryParse(number, unit, out value))
            {
                return IsNot(_wanted, ref reader);
            }
        }
        else if (reader.TokenType != JsonTokenType.String || !TryText(ref reader, out var text) || !TimestampText.TryParse(text, out value))
        {
            return IsNot(_wanted, ref reader);
        }

        Value = value;
        return null;
    }

    protected override void Append(ColumnWriter column, long value) => column.Int64(value);
}

/// <summary>A value that is the text of its type, and nothing else.</summary>
internal abstract class SpelledStage<T>(Field field, ColumnForm form, string wanted) : FixedStage<T>(field, form) where T : struct
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (reader.TokenType != JsonTokenType.String || !TryText(ref reader, out var text)
            || Parse(Encoding.UTF8.GetString(text)) is not { } value)
        {
            return IsNot(wanted, ref reader);
        }

        Value = value;
        return null;
    }

    protected abstract T? Parse(string text);
}

/// <summary>A day: <c>"2024-03-01"</c>, as System.Text.Json reads it.</summary>
internal sealed class DateStage(Field field, ColumnForm form) : SpelledStage<int>(field, form, "a day such as \"2024-03-01\"")
{
    protected override int? Parse(string text) => (int?)CarrierText.TryParse(Field.Type, text);

    protected override void Append(ColumnWriter column, int value) => column.Number(value);
}

/// <summary>A time of day: <c>"09:30"</c>, <c>"09:30:00.5"</c>; digits below microseconds are dropped.</summary>
internal sealed class ClockStage(Field field, ColumnForm form) : SpelledStage<long>(field, form, "a time of day such as \"09:30:00\"")
{
    protected override long? Parse(string text) => (long?)CarrierText.TryParse(Field.Type, text);

    protected override void Append(ColumnWriter column, long value) => column.Int64(value);
}

/// <summary>A length of time as System.Text.Json reads it: <c>"[-][d.]hh:mm:ss[.fffffff]"</c>.</summary>
internal sealed class DurationStage(Field field, ColumnForm form)
    : SpelledStage<long>(field, form, "a length of time such as \"1.02:03:04\"")
{
    protected override long? Parse(string text) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) && text.Contains(':', StringComparison.Ordinal)
            ? ClrValues.FromSpan(span) : null;

    protected override void Append(ColumnWriter column, long value) => column.Int64(value);
}

/// <summary>A Guid: 32 digits with dashes, as System.Text.Json reads it.</summary>
internal sealed class GuidStage(Field field, ColumnForm form)
    : SpelledStage<Int128>(field, form, "a Guid such as \"01234567-89ab-cdef-0123-456789abcdef\"")
{
    protected override Int128? Parse(string text) => (Int128?)CarrierText.TryParse(Field.Type, text);

    protected override void Append(ColumnWriter column, Int128 value) => column.Int128(value);
}
