namespace Unified.Definition;

// What LINQ has and values of a group have not: the compiler says what to write instead.
public abstract partial class GroupValues<TValue>
{
    private const string OfGroup = "UNI0011: an aggregate is of the group and takes what is aggregated: g.Sum(x => x.Value), "
        + "g.Max(x => x.Value), g.Average(x => x.Value).";

    /// <summary>Not part of the language: an aggregate is of the group.</summary>
    [Obsolete(OfGroup, error: true)]
    public TValue Sum() => throw new NotSupportedException();

    /// <inheritdoc cref="Sum"/>
    [Obsolete(OfGroup, error: true)]
    public TValue Min() => throw new NotSupportedException();

    /// <inheritdoc cref="Sum"/>
    [Obsolete(OfGroup, error: true)]
    public TValue Max() => throw new NotSupportedException();

    /// <inheritdoc cref="Sum"/>
    [Obsolete(OfGroup, error: true)]
    public double Average() => throw new NotSupportedException();

    /// <summary>Not part of the language: a list is an aggregate.</summary>
    [Obsolete("UNI0011: a list of values has a length: write g.Top(n, x => x.Value) or g.TopBy(n, x => x.Value, x => x.At).", error: true)]
    public IReadOnlyList<TValue> ToList() => throw new NotSupportedException();
}
