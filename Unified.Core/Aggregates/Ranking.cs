namespace Unified.Aggregates;

/// <summary>The events of a group that may be among the first.</summary>
internal sealed class Ranking<T> : List<T>
{
    /// <summary>True when the first of them, as many as are kept, are sorted: what comes behind those is not among them.</summary>
    public bool IsCut { get; private set; }

    /// <summary>True when it is time to cut: sorted once for as many events as are kept.</summary>
    public bool IsLong(int limit) => Count >= (2 * limit) + 16;

    /// <summary>Leaves the first of them, in their order.</summary>
    public void Cut(int limit, Comparison<T> order)
    {
        if (Count > 1)
        {
            Sort(order);
        }

        if (Count > limit)
        {
            RemoveRange(limit, Count - limit);
            IsCut = true;
        }
    }
}
