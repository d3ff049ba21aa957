using System.Text.Json;
using Unified.Logical;

namespace Unified.Streaming.Decoding;

/// <inheritdoc />
internal sealed class BooleanStage(Field field) : FixedStage(field)
{
    private bool _value;

    protected override string? ReadValue(ref Utf8JsonReader reader)
    {
        _value = reader.TokenType == JsonTokenType.True;
        return _value || reader.TokenType == JsonTokenType.False ? null : IsNot("true or false", ref reader);
    }

    protected override void CommitValue(ReadOnlySpan<byte> record) => Column.Boolean(_value);
}

/// <summary>32 and 64 bits. As in System.Text.Json a number with a point or an exponent is no integer, even 1.0.</summary>
internal sealed class IntegerStage(Field field) : FixedStage(field)
{
    private readonly bool _narrow = field.Type.Kind == TypeKind.Int32;
    private long _value;

    protected override string? ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _value) && (!_narrow || _value is >= int.MinValue and <= int.MaxValue)
            ? null
            : IsNot(_narrow ? "a 32-bit integer" : "a 64-bit integer", ref reader);

    protected override void CommitValue(ReadOnlySpan<byte> record) => Column.Int64(_value);
}

/// <inheritdoc />
internal sealed class DecimalStage(Field field) : FixedStage(field)
{
    private Int128 _value;

    protected override string? ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && DecimalText.TryParse(reader.ValueSpan, Field.Type.Precision, Field.Type.Scale, out _value)
            ? null
            : IsNot($"a number that fits {Field.Type.AsRequired()} without rounding", ref reader);

    protected override void CommitValue(ReadOnlySpan<byte> record) => Column.Int128(_value);
}

/// <inheritdoc />
internal sealed class TimestampStage(Field field) : FixedStage(field)
{
    // A time with escapes in it: nobody writes that, JSON allows it. Longer than every time that could be meant.
    private readonly byte[] _unescaped = new byte[256];
    private long _value;

    protected override string? ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return IsNot(Wanted, ref reader);
        }

        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (text.Length > _unescaped.Length || !JsonText.TryUnescape(text, _unescaped, out var length))
            {
                return IsNot(Wanted, ref reader);
            }

            text = _unescaped.AsSpan(0, length);
        }

        return TimestampText.TryParse(text, out _value) ? null : IsNot(Wanted, ref reader);
    }

    private const string Wanted = "an ISO 8601 time in the years 1 to 9999";

    protected override void CommitValue(ReadOnlySpan<byte> record) => Column.Int64(_value);
}
