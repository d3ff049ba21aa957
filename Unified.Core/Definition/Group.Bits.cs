namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>The bits that all values have: <c>&amp;</c> of them.</summary>
    public abstract int BitAnd(Func<T, int> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract int? BitAnd(Func<T, int?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract long BitAnd(Func<T, long> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract long? BitAnd(Func<T, long?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract uint BitAnd(Func<T, uint> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract uint? BitAnd(Func<T, uint?> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract ulong BitAnd(Func<T, ulong> value);

    /// <inheritdoc cref="BitAnd(Func{T, int})"/>
    public abstract ulong? BitAnd(Func<T, ulong?> value);

    /// <summary>The bits that any value has: <c>|</c> of them.</summary>
    public abstract int BitOr(Func<T, int> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract int? BitOr(Func<T, int?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract long BitOr(Func<T, long> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract long? BitOr(Func<T, long?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract uint BitOr(Func<T, uint> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract uint? BitOr(Func<T, uint?> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract ulong BitOr(Func<T, ulong> value);

    /// <inheritdoc cref="BitOr(Func{T, int})"/>
    public abstract ulong? BitOr(Func<T, ulong?> value);
}
