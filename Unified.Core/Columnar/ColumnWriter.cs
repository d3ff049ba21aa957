using Apache.Arrow;
using Unified.Errors;
using Unified.Types;

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
        TypeKind.Guid => new GuidColumnWriter(type),
        TypeKind.String or TypeKind.List => new TextColumnWriter(),
        _ => Fixed(type),
    };

    private static ColumnWriter Fixed(DataType type) => type.Carrier switch
    {
        var t when t == typeof(int) => new FixedColumnWriter<int>(type),
        var t when t == typeof(long) => new FixedColumnWriter<long>(type),
        var t when t == typeof(uint) => new FixedColumnWriter<uint>(type),
        var t when t == typeof(ulong) => new FixedColumnWriter<ulong>(type),
        var t when t == typeof(Int128) => new FixedColumnWriter<Int128>(type),
        var t when t == typeof(double) => new FixedColumnWriter<double>(type),
        var t when t == typeof(float) => new FixedColumnWriter<float>(type),
        _ => throw new InternalException($"No column writer for {type}."),
    };

    /// <summary>Adds a null.</summary>
    public virtual void Null() => throw Wrong("null");

    /// <summary>Adds an integer, or what has one for its carrier: a time in microseconds.</summary>
    public virtual void Int64(long value) => throw Wrong("an integer");

    /// <summary>Adds a 128-bit integer, or the unscaled integer of a decimal.</summary>
    public virtual void Int128(Int128 value) => throw Wrong("a 128-bit integer");

    /// <summary>Any fixed-width value of the column's carrier.</summary>
    public virtual void Number<T>(T value) where T : struct => throw Wrong(typeof(T).Name);

    /// <summary>Adds a boolean.</summary>
    public virtual void Boolean(bool value) => throw Wrong("a boolean");

    /// <summary>Adds a text.</summary>
    public virtual void Text(ReadOnlySpan<byte> utf8) => throw Wrong("text");

    /// <summary>A text of the runtime: no bytes of its own are made for it.</summary>
    public virtual void Text(string text) => Text(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A value in its carrier, or null.</summary>
    public void Value(object? carrier)
    {
        switch (carrier)
        {
            case null: Null(); break;
            case bool flag: Boolean(flag); break;
            case int number: Number(number); break;
            case long number: Int64(number); break;
            case uint number: Number(number); break;
            case ulong number: Number(number); break;
            case Int128 number: Int128(number); break;
            case double number: Number(number); break;
            case float number: Number(number); break;
            case string text: Text(text); break;
            default: throw Wrong(carrier.GetType().Name);
        }
    }

    /// <summary>The column; the writer is empty again.</summary>
    public abstract IArrowArray Build();

    private InternalException Wrong(string what) => new($"A {GetType().Name} was given {what}.");
}
