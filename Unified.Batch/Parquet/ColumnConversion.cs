using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Logical;
using Field = Unified.Logical.Field;

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

    /// <exception cref="DataException">A value of the found type need not be a value of the wanted one.</exception>
    public static ColumnConversion For(string file, Field column, IArrowType found)
    {
        var wanted = ArrowTypes.From(column.Type);
        return column.Type.Kind switch
        {
            TypeKind.Boolean when found is BooleanType => new AsItIs(file, column, found, wanted),
            TypeKind.Int32 when found is Int32Type => new AsItIs(file, column, found, wanted),
            TypeKind.Int64 when found is Int64Type => new AsItIs(file, column, found, wanted),
            TypeKind.Int32 when found is Int8Type or Int16Type or UInt8Type or UInt16Type => new IntegerConversion(file, column, found, wanted),
            TypeKind.Int64 when IntegerConversion.Digits(found) is > 0 and < 19 => new IntegerConversion(file, column, found, wanted),
            TypeKind.Decimal when found is Decimal128Type d && d.Scale <= column.Type.Scale => new DecimalConversion(file, column, found, wanted, d.Scale),
            TypeKind.Decimal when IntegerConversion.Digits(found) > 0 => new DecimalConversion(file, column, found, wanted, 0),
            TypeKind.Timestamp when found is TimestampType or Date32Type or Date64Type => TimestampConversion.From(file, column, found, wanted),
            TypeKind.String when TextConversion.Takes(found) => TextConversion.From(file, column, found),
            _ => throw new DataException(
                $"File '{file}', column '{column.Name}': found {Name(found)}, expected {column.Type}, and converting it could lose values. " +
                "Write the column in the expected type, or declare the found one in the source's record."),
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
        TimestampType t => $"timestamp({t.Unit})".ToLowerInvariant(),
        DictionaryType d => $"dictionary of {Name(d.ValueType)}",
        _ => type.Name,
    };

    private static int? FirstNull(IArrowArray array) =>
        array.NullCount == 0 ? null : Enumerable.Range(0, array.Length).First(array.IsNull);

    private sealed class AsItIs(string file, Field column, IArrowType found, IArrowType type) : ColumnConversion(file, column, found, type)
    {
        protected override IArrowArray ConvertValues(IArrowArray array, long firstRow) => array;
    }
}
