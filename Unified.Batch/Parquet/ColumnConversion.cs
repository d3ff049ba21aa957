using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Parquet;

/// <summary>How one column of a file becomes the Arrow form of its plan type: as it is, or converted without loss, or refused.</summary>
internal abstract class ColumnConversion(string file, Field column, IArrowType found, IArrowType type)
{
    protected string File { get; } = file;

    /// <summary>The wanted column.</summary>
    public Field Column { get; } = column;

    /// <summary>The Arrow type of the file's column.</summary>
    protected IArrowType Found { get; } = found;

    /// <summary>The Arrow type that comes out.</summary>
    public IArrowType Type { get; } = type;

    /// <summary>The conversion of a column.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="column">The wanted column.</param>
    /// <param name="found">The Arrow type of the file's column.</param>
    /// <param name="form">How the column is spelled; null for plain.</param>
    /// <param name="isText">False when the file says that its bytes are something else than text.</param>
    /// <exception cref="DataException">No value of the found type is one of the wanted type.</exception>
    public static ColumnConversion For(string file, Field column, IArrowType found, ColumnForm? form = null, bool isText = true)
    {
        var wanted = ArrowTypes.From(column.Type);
        return column.Type.Kind switch
        {
            _ when found is NullType => new NullConversion(file, column, found, wanted),
            TypeKind.Boolean when found is BooleanType => new AsItIs(file, column, found, wanted),
            TypeKind.Int32 when found is Int32Type => new AsItIs(file, column, found, wanted),
            TypeKind.Int64 when found is Int64Type => new AsItIs(file, column, found, wanted),
            TypeKind.UInt32 when found is UInt32Type => new AsItIs(file, column, found, wanted),
            TypeKind.UInt64 when found is UInt64Type => new AsItIs(file, column, found, wanted),
            TypeKind.Guid when found is FixedSizeBinaryType { ByteWidth: 16 } => new AsItIs(file, column, found, wanted),
            TypeKind.Double or TypeKind.Single when RealConversion.Takes(found) => new RealConversion(file, column, found, wanted),
            TypeKind.Date when found is Date32Type or Date64Type or TimestampType => new DateConversion(file, column, found, wanted),
            TypeKind.Time when found is Time32Type or Time64Type => new ClockConversion(file, column, found, wanted),
            TypeKind.Duration when DurationConversion.Takes(found) => new DurationConversion(file, column, found, wanted),
            TypeKind.Enum or TypeKind.Guid when isText && TextConversion.Takes(found) => new SpelledConversion(file, column, found, wanted),
            TypeKind.Enum when IntegerConversion.Takes(found) => new IntegerConversion(file, column, found, wanted),
            TypeKind.Decimal when DecimalConversion.Takes(found) => new DecimalConversion(file, column, found, wanted),
            TypeKind.Timestamp when TimestampConversion.Takes(found, form?.UnixTime) =>
                TimestampConversion.From(file, column, found, wanted, form?.UnixTime),
            TypeKind.String when isText && TextConversion.Takes(found) => TextConversion.From(file, column, found),
            TypeKind.List when form is null && isText && TextConversion.Takes(found) => TextConversion.From(file, column, found),
            TypeKind.List when ListConversion.Takes(found) => new ListConversion(file, column, found, wanted, form),
            _ when column.Type.IsInteger && IntegerConversion.Takes(found) => new IntegerConversion(file, column, found, wanted),
            _ => throw new DataException(
                $"File '{file}', column '{column.Name}': found {Name(found)}, expected {column.Type}, and converting it could lose values. "
                + "Write the column in the expected type, or declare the found one in the source's record."),
        };
    }

    /// <summary>Converts an array and takes it over: the result, or nothing, holds its memory.</summary>
    /// <param name="array">The file's values.</param>
    /// <param name="firstRow">The row of the file that it begins at, for messages.</param>
    public IArrowArray Convert(IArrowArray array, long firstRow)
    {
        if (!Column.Type.Nullable && FirstNull(array) is { } row)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{File}', column '{Column.Name}', row {firstRow + row}: null, but the column is required. " +
                $"Fill the value in, or declare the property nullable."));
        }

        if (array is DictionaryArray encoded)
        {
            CheckIndices(encoded, firstRow);
        }

        return ConvertValues(array, firstRow);
    }

    protected abstract IArrowArray ConvertValues(IArrowArray array, long firstRow);

    /// <summary>The value at a row cannot be a value of the column.</summary>
    protected DataException Wrong(long row, string value, string reason) => new(string.Create(CultureInfo.InvariantCulture,
        $"File '{File}', column '{Column.Name}', row {row}: {value} {reason}"));

    /// <summary>For example <c>timestamp(ns)</c>, <c>dictionary of utf8</c>.</summary>
    protected static string Name(IArrowType type) => type switch
    {
        Decimal128Type d => string.Create(CultureInfo.InvariantCulture, $"decimal({d.Precision},{d.Scale})"),
        Decimal256Type d => string.Create(CultureInfo.InvariantCulture, $"decimal({d.Precision},{d.Scale})"),
        DurationType t => $"duration({t.Unit})".ToLowerInvariant(),
        TimestampType t => $"timestamp({t.Unit})".ToLowerInvariant(),
        DictionaryType d => $"dictionary of {Name(d.ValueType)}",
        _ => type.Name,
    };

    // Parquet's reader believes the pages: an index beyond the dictionary is found where somebody looks it up.
    private void CheckIndices(DictionaryArray encoded, long firstRow)
    {
        if (encoded.Indices is not Int32Array indices)
        {
            return;
        }

        var values = indices.Values;
        var count = (uint)encoded.Dictionary.Length;
        for (var row = 0; row < values.Length; row++)
        {
            if (unchecked((uint)values[row]) >= count && indices.IsValid(row))
            {
                throw Wrong(firstRow + row, string.Create(CultureInfo.InvariantCulture, $"entry {values[row]} of a dictionary of {count}"),
                    "does not exist: the file is damaged. Restore it or write it again.");
            }
        }
    }

    private static int? FirstNull(IArrowArray array) =>
        array.NullCount == 0 ? null : Enumerable.Range(0, array.Length).First(array.IsNull);

    private sealed class AsItIs(string file, Field column, IArrowType found, IArrowType type) : ColumnConversion(file, column, found, type)
    {
        protected override IArrowArray ConvertValues(IArrowArray array, long firstRow) => array;
    }
}
