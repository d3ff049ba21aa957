using System.Text.Json;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Field = Unified.Logical.Field;

namespace Unified.Streaming.Decoding;

/// <summary>
/// One declared column while a record is decoded: the value is read and judged, kept aside, and goes into the column only when the
/// whole record is good. A column that nobody wants is judged the same way and never committed: that keeps the verdict independent of
/// who asks.
/// </summary>
internal abstract class ColumnStage(Field field)
{
    private enum State
    {
        Missing,
        Null,
        Value,
    }

    private State _state;

    public Field Field { get; } = field;

    public static ColumnStage For(Field field) => field.Type.Kind switch
    {
        TypeKind.Boolean => new BooleanStage(field),
        TypeKind.Int32 or TypeKind.Int64 => new IntegerStage(field),
        TypeKind.Decimal => new DecimalStage(field),
        TypeKind.Timestamp => new TimestampStage(field),
        TypeKind.String => new TextStage(field),
        _ => throw new InternalException($"Column '{field.Name}' has type {field.Type}, which no source column can have."),
    };

    /// <summary>Forgets the last record.</summary>
    public void Begin() => _state = State.Missing;

    /// <summary>Reads the value that the reader stands on.</summary>
    /// <returns>Null when it is good, else what is wrong with it, to follow the column's name.</returns>
    public string? Read(ref Utf8JsonReader reader)
    {
        if (_state != State.Missing)
        {
            return "comes twice";
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            _state = State.Null;
            return Field.Type.Nullable ? null : "is null but the column is required";
        }

        _state = State.Value;
        return ReadValue(ref reader);
    }

    /// <summary>Judges the column at the end of the record.</summary>
    public string? End() => _state == State.Missing && !Field.Type.Nullable ? "is missing" : null;

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

    public abstract IArrowArray Build();

    protected abstract string? ReadValue(ref Utf8JsonReader reader);

    protected abstract void CommitValue(ReadOnlySpan<byte> record);

    protected abstract void CommitNull();

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
internal abstract class FixedStage(Field field) : ColumnStage(field)
{
    protected ColumnWriter Column { get; } = ColumnWriter.For(field.Type);

    public override IArrowArray Build() => Column.Build();

    protected override void CommitNull() => Column.Null();
}
