namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>
    /// The events a second of the window: <c>Count()</c> divided by its length in seconds. The window is of a fixed length
    /// (<c>Window.Tumbling</c>).
    /// </summary>
    public abstract double Rate();

    /// <summary>The sum a second of the window: the exact sum as the nearest double, divided by the window's length in seconds.</summary>
    public abstract double Rate(Func<T, int> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, int?> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double Rate(Func<T, long> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, long?> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double Rate(Func<T, uint> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, uint?> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double Rate(Func<T, ulong> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, ulong?> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double Rate(Func<T, decimal> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, decimal?> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double Rate(Func<T, double> value);

    /// <inheritdoc cref="Rate(Func{T, int})"/>
    public abstract double? Rate(Func<T, double?> value);
}
