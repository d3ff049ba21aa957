using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <inheritdoc />
internal sealed class BooleanStage(Field field, ColumnForm form) : FixedStage<bool>(field, form)
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        Value = reader.TokenType == JsonTokenType.True;
        return Value || reader.TokenType == JsonTokenType.False ? null : IsNot("true or false", ref reader);
    }

    protected override void Append(ColumnWriter column, bool value) => column.Boolean(value);
}

/// <summary>
/// Integers of 8 to 64 bits. As in System.Text.Json a number with a point or an exponent is no integer, even 1.0. Kept in 64 bits, those of
/// an unsigned one as they are.
/// </summary>
internal sealed class IntegerStage : FixedStage<long>
{
    private readonly string _wanted;
    private readonly long _min;
    private readonly ulong _max;
    private readonly bool _wide;

    public IntegerStage(Field field, ColumnForm form)
        : base(field, form)
    {
        var (min, max) = field.Type.IntegerRange!.Value;
        (_min, _max) = ((long)min, (ulong)max);
        _wide = field.Type.Kind == TypeKind.UInt64;
        _wanted = field.Type.Kind switch
        {
            TypeKind.Int32 => "a 32-bit integer",
            TypeKind.Int64 => "a 64-bit integer",
            _ => string.Create(CultureInfo.InvariantCulture, $"an integer from {min} to {max}"),
        };
    }

    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (!TryNumber(ref reader, Form.NumbersInText, out var number))
        {
            return IsNot(_wanted, ref reader);
        }

        if (Utf8Parser.TryParse(number, out long value, out var read) && read == number.Length
            && value >= _min && (value < 0 || (ulong)value <= _max))
        {
            Value = value;
            return null;
        }

        if (_wide && Utf8Parser.TryParse(number, out ulong large, out read) && read == number.Length)
        {
            Value = unchecked((long)large);
            return null;
        }

        return IsNot(_wanted, ref reader);
    }

    protected override void Append(ColumnWriter column, long value)
    {
        if (_wide)
        {
            column.Number(unchecked((ulong)value));
        }
        else
        {
            column.Int64(value);
        }
    }

    protected override void TakeDefault() => Value = unchecked((long)(Int128)Int128.Parse(Form.Default!, CultureInfo.InvariantCulture));
}

/// <inheritdoc />
internal sealed class DecimalStage(Field field, ColumnForm form) : FixedStage<Int128>(field, form)
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (!TryNumber(ref reader, Form.NumbersInText, out var number)
            || !DecimalText.TryParse(number, Field.Type.Precision, Field.Type.Scale, out var value))
        {
            return IsNot($"a number that fits {Field.Type.AsRequired()} without rounding", ref reader);
        }

        Value = value;
        return null;
    }

    protected override void Append(ColumnWriter column, Int128 value) => column.Int128(value);
}

/// <summary>The nearest double of a number; one that is beyond all doubles is none.</summary>
internal sealed class DoubleStage(Field field, ColumnForm form) : FixedStage<double>(field, form)
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (!TryNumber(ref reader, Form.NumbersInText, out var number)
            || !Utf8Parser.TryParse(number, out double value, out var read) || read != number.Length || !double.IsFinite(value))
        {
            return IsNot("a number that a double can hold", ref reader);
        }

        Value = value;
        return null;
    }

    protected override void Append(ColumnWriter column, double value) => column.Number(value);
}

/// <summary>The nearest single of a number, rounded once; one that is beyond all singles is none.</summary>
internal sealed class SingleStage(Field field, ColumnForm form) : FixedStage<float>(field, form)
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (!TryNumber(ref reader, Form.NumbersInText, out var number)
            || !float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
        {
            return IsNot("a number that a float can hold", ref reader);
        }

        Value = value;
        return null;
    }

    protected override void Append(ColumnWriter column, float value) => column.Number(value);
}
