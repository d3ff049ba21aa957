using Unified.Columnar;
using Unified.Errors;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>One field of the events that a list keeps: its values in a batch, their order, and how they are stored.</summary>
internal abstract class EventField
{
    /// <summary>The field of a type.</summary>
    /// <param name="type">The type of its values.</param>
    /// <param name="isKey">True when events are ordered by it.</param>
    /// <param name="turned">True when it is stored turned round.</param>
    public static EventField For(DataType type, bool isKey, bool turned) =>
        (EventField)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type.Carrier), isKey, turned)!;

    /// <summary>The values that are read next.</summary>
    public abstract void Read(ValueVector values);

    /// <summary>A value to keep; null for none.</summary>
    public abstract object? At(int row);

    /// <summary>Orders a value of the batch and one that is kept: no value is boxed.</summary>
    public abstract int Compare(int row, object? kept);

    /// <summary>Orders two that are kept.</summary>
    public abstract int Compare(object? a, object? b);

    /// <summary>Writes one that is kept.</summary>
    public abstract void Write(ColumnWriter column, object? kept);

    private sealed class Of<T>(bool isKey, bool turned) : EventField
    {
        private ValueVector<T> _values = new();

        public override void Read(ValueVector values) => _values = (ValueVector<T>)values;

        public override object? At(int row) => _values.Valid is { } valid && !valid[row] ? null : _values.Values[row];

        public override int Compare(int row, object? kept) => Order(_values.Values[row], (T)kept!);

        public override int Compare(object? a, object? b) => Order((T)a!, (T)b!);

        public override void Write(ColumnWriter column, object? kept) =>
            column.Value(turned ? Turned(kept!) : isKey ? Ordered(kept) : Canonical(kept));

        private static int Order(T a, T b) => typeof(T) == typeof(string)
            ? Utf8Order.Instance.Compare((string?)(object?)a, (string?)(object?)b) : Comparer<T>.Default.Compare(a, b);
    }

    private static object? Canonical(object? kept) => kept switch
    {
        double number => ClrValues.Canonical(number),
        float number => ClrValues.Canonical(number),
        _ => kept,
    };

    // Bits of the same order.
    private static object? Ordered(object? kept) => kept switch
    {
        double number => OrderedBits.Of(number),
        float number => OrderedBits.Of(number),
        _ => kept,
    };

    private static object Turned(object kept) => Ordered(kept) switch
    {
        // Each as itself: together they would all be the widest of them.
        int number => (object)~(long)number,
        long number => ~number,
        uint number => ~(long)number,
        ulong number => ~(Int128)number,
        // A decimal: as many digits below zero as above.
        Int128 number => -number,
        _ => throw new InternalException($"A {kept.GetType().Name} is not turned round."),
    };
}
