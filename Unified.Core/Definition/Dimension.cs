namespace Unified.Definition;

/// <summary>
/// A small dimension that a definition looks values up in: currencies, plants, merchants. Its content is part of the definition version:
/// other content is another version of the job, with tables of its own. Runs as plain C# too. Immutable; thread-safe.
/// </summary>
/// <typeparam name="TKey">Text, an integer, a Guid, a day or an enumeration.</typeparam>
/// <typeparam name="TRow">A record; its properties are the columns that can be looked up.</typeparam>
public sealed class Dimension<TKey, TRow> : IDimension
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _rows;

    /// <summary>A table of rows: at most 100,000, from wherever the definition has them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="key">The key of a row; no two rows have the same.</param>
    /// <exception cref="ArgumentException">Two rows have one key.</exception>
    public Dimension(IEnumerable<TRow> rows, Func<TRow, TKey> key) => _rows = rows.ToDictionary(key);

    /// <summary>The row of a key. In a definition one of its columns is named: <c>Rates[e.Currency].Usd</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key: the event is quarantined.</exception>
    public TRow this[TKey key] => _rows[key];

    /// <summary>True when there is a row of the key.</summary>
    public bool Contains(TKey key) => _rows.ContainsKey(key);

    /// <summary>A column of the row of a key; null when there is no such row.</summary>
    public TValue? Find<TValue>(TKey key, Func<TRow, TValue> column)
        where TValue : struct
    {
        ArgumentNullException.ThrowIfNull(column);
        return _rows.TryGetValue(key, out var row) ? column(row) : null;
    }

    /// <inheritdoc cref="Find{TValue}(TKey, Func{TRow, TValue})"/>
    public string? Find(TKey key, Func<TRow, string?> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return _rows.TryGetValue(key, out var row) ? column(row) : null;
    }

    Type IDimension.KeyType => typeof(TKey);

    IEnumerable<(object Key, object Row)> IDimension.Rows => _rows.Select(r => ((object)r.Key, (object)r.Value));
}

/// <summary>A table as the planner reads it.</summary>
internal interface IDimension
{
    Type KeyType { get; }

    IEnumerable<(object Key, object Row)> Rows { get; }
}
