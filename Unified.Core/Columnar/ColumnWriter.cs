using Apache.Arrow;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Columnar;

/// <summary>Builds one Arrow column value by value. Not thread-safe. A value of the wrong kind is a bug and throws.</summary>
public abstract class ColumnWriter
{
    /// <summary>Values so far.</summary>
    public int Count { get; protected set; }

    /// <summary>A writer for columns of <paramref name="type"/>.</summary>
    public static ColumnWriter For(DataType type) => type.Kind switch
    {
        TypeKind.Boolean => new BooleanColumnWriter(),
        TypeKind.Int32 => new FixedColumnWriter<int>(type),
        TypeKind.Int64 or TypeKind.Timestamp => new FixedColumnWriter<long>(type),
        TypeKind.Int128 or TypeKind.Decimal => new FixedColumnWriter<Int128>(type),
        TypeKind.Double => new FixedColumnWriter<double>(type),
        TypeKind.String => new TextColumnWriter(),
        TypeKind.Bins => new BinsColumnWriter(),
        _ => throw new InternalException($"No column writer for {type}."),
    };

    public virtual void Null() => throw Wrong("null");

    public virtual void Int64(long value) => throw Wrong("an integer");

    public virtual void Int128(Int128 value) => throw Wrong("a 128-bit integer");

    /// <summary>Any fixed-width value of the column's carrier.</summary>
    public virtual void Number<T>(T value) where T : struct => throw Wrong(typeof(T).Name);

    public virtual void Boolean(bool value) => throw Wrong("a boolean");

    public virtual void Text(ReadOnlySpan<byte> utf8) => throw Wrong("text");

    public virtual void Bins(ReadOnlySpan<KeyValuePair<int, long>> bins) => throw Wrong("bins");

    /// <summary>The column; the writer is empty again.</summary>
    public abstract IArrowArray Build();

    private InternalException Wrong(string what) => new($"A {GetType().Name} was given {what}.");
}
