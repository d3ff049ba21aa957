namespace Unified.Definition;

public abstract partial class Group<T>
{
    /// <summary>Not there under this name: <see cref="StandardDeviation(Func{T, double})"/>.</summary>
    [Obsolete("UNI0011: there is no StdDev. Write StandardDeviation(...), or SampleStandardDeviation(...) for a sample.", error: true)]
    public double StdDev<TValue>(Func<T, TValue> value) => throw new NotSupportedException();
}
