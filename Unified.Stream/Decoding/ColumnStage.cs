using System.Text.Json;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Streaming.Decoding;

/// <summary>
/// One declared column while a record is decoded: the value is read and judged, kept aside, and goes into the column only when the
/// whole record is good. A column that nobody wants is judged the same way and never committed: that keeps the verdict independent of
/// who asks.
/// </summary>
internal abstract class ColumnStage(Field field, ColumnForm form)
{
    private enum State
    {
        Missing,
        Null,
        Value,
    }

    // Text in JSON may have escapes where nobody writes any. Longer than every value that could be meant.
    private readonly byte[] _unescaped = new byte[256];
    private State _state;

    public Field Field { get; } = field;

    /// <summary>How it is spelled.</summary>
    public ColumnForm Form { get; } = form;

    private bool IsRequired => !Field.Type.Nullable || Form.Required;

    public static ColumnStage For(Field field, ColumnForm form) => field.Type.Kind switch
    {
        TypeKind.Boolean when form.Presence => new PresenceStage(field, form),
        TypeKind.Boolean => new BooleanStage(field, form),
        TypeKind.Decimal => new DecimalStage(field, form),
        TypeKind.Timestamp => new TimestampStage(field, form),
        TypeKind.Date => new DateStage(field, form),
        TypeKind.Time => new ClockStage(field, form),
        TypeKind.Duration => new DurationStage(field, form),
        TypeKind.Guid => new GuidStage(field, form),
        TypeKind.Enum => new EnumStage(field, form),
        TypeKind.String => new TextStage(field, form),
        TypeKind.List => new ListStage(field, form),
        TypeKind.Double => new DoubleStage(field, form),
        TypeKind.Single => new SingleStage(field, form),
        _ when field.Type.IsInteger => new IntegerStage(field, form),
        _ => throw new InternalException($"Column '{field.Name}' has type {field.Type}, which no source column can have."),
    };

    /// <summary>Forgets the last record.</summary>
    public void Begin() => _state = State.Missing;

    /// <summary>Reads the value that the reader stands on.</summary>
    /// <returns>Null when it is good, else what is wrong with it, to follow the column's name.</returns>
    public string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (_state != State.Missing)
        {
            return "comes twice";
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            if (Form.Presence)
            {
                _state = State.Value;
                TakeDefault();
                return null;
            }

            _state = State.Null;
            return IsRequired ? "is null but the column is required" : null;
        }

        _state = State.Value;
        return ReadValue(ref reader, record);
    }

    /// <summary>Judges the column at the end of the record.</summary>
    public string? End()
    {
        if (_state == State.Missing && Form.Default is not null)
        {
            _state = State.Value;
            TakeDefault();
        }

        return _state == State.Missing && IsRequired ? "is missing" : null;
    }

    /// <summary>Puts the value, or null when there is none, into the column.</summary>
    public void Commit(ReadOnlySpan<byte> record)
    {
        if (_state == State.Value)
        {
            CommitValue(record);
        }
        else
        {
            CommitNull();
        }
    }

    /// <summary>Writes the value, or null when there is none, as one of a list's elements.</summary>
    public void Write(ColumnWriter writer, ReadOnlySpan<byte> record)
    {
        if (_state == State.Value)
        {
            WriteValue(writer, record);
        }
        else
        {
            writer.Null();
        }
    }

    /// <summary>True when the value had fields in it that are not known; it is kept as it was written then.</summary>
    public virtual bool HasUnknown => false;

    public abstract IArrowArray Build();

    protected abstract string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record);

    protected abstract void TakeDefault();

    protected abstract void CommitValue(ReadOnlySpan<byte> record);

    protected abstract void CommitNull();

    protected abstract void WriteValue(ColumnWriter writer, ReadOnlySpan<byte> record);

    /// <summary>The text of a string token without its escapes; false when it is too long to be a value, or no text.</summary>
    protected bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return true;
        }

        if (text.Length > _unescaped.Length || !JsonTokens.TryUnescape(text, _unescaped, out var length))
        {
            return false;
        }

        text = _unescaped.AsSpan(0, length);
        return true;
    }

    /// <summary>
    /// The JSON number that stands there, or stands there as text where the source says so; false for everything else.
    /// </summary>
    protected bool TryNumber(ref Utf8JsonReader reader, bool inText, out ReadOnlySpan<byte> number)
    {
        number = reader.ValueSpan;
        return reader.TokenType == JsonTokenType.Number
            || (inText && reader.TokenType == JsonTokenType.String && TryText(ref reader, out number) && JsonTokens.IsNumber(number));
    }

    /// <summary>What is wrong with a value of another kind than wanted.</summary>
    protected static string IsNot(string wanted, ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => $"is an object, not {wanted}",
        JsonTokenType.StartArray => $"is an array, not {wanted}",
        JsonTokenType.String => $"is \"{Excerpt.Of(reader.ValueSpan)}\", not {wanted}",
        _ => $"is {Excerpt.Of(reader.ValueSpan)}, not {wanted}",
    };
}

/// <summary>A column whose values have a fixed width.</summary>
/// <typeparam name="T">The carrier.</typeparam>
internal abstract class FixedStage<T>(Field field, ColumnForm form) : ColumnStage(field, form) where T : struct
{
    private readonly ColumnWriter _column = ColumnWriter.For(field.Type);

    protected T Value { get; set; }

    public override IArrowArray Build() => _column.Build();

    protected override void CommitNull() => _column.Null();

    protected override void CommitValue(ReadOnlySpan<byte> record) => Append(_column, Value);

    protected override void WriteValue(ColumnWriter writer, ReadOnlySpan<byte> record) => Append(writer, Value);

    protected abstract void Append(ColumnWriter column, T value);

    protected override void TakeDefault() => Value = (T)(CarrierText.TryParse(Field.Type, Form.Default!)
        ?? throw new InternalException($"Column '{Field.Name}' has the default '{Form.Default}', which is no {Field.Type}."));
}
