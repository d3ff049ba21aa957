namespace Unified.Columnar;

/// <summary>
/// The values of an expression for the selected rows of a batch, densely from index 0. Reused from batch to batch by one thread.
/// </summary>
public abstract class ValueVector
{
    /// <summary>For each row whether there is a value; null when every row has one.</summary>
    public bool[]? Valid { get; set; }

    /// <summary>Makes room for <paramref name="count"/> rows; contents are lost.</summary>
    public abstract void Reserve(int count, bool nullable);
}

/// <inheritdoc />
public sealed class ValueVector<T> : ValueVector
{
    /// <summary>The values; that of a row without one is the type's default.</summary>
    public T[] Values { get; private set; } = [];

    /// <inheritdoc />
    public override void Reserve(int count, bool nullable)
    {
        if (Values.Length < count)
        {
            Values = new T[count];
        }

        Valid = !nullable ? null : Valid?.Length >= count ? Valid : new bool[count];
    }
}
