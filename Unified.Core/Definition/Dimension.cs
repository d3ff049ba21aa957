using Unified.Definition.Tables;
using Unified.Errors;

namespace Unified.Definition;

/// <summary>
/// Tables that values are looked up in, from where the program finds them. They are read when the first job of the process is planned that
/// looks into them, and stay as they are then; what they hold is part of the definition version, so other content is another version of
/// the job at its next start.
/// </summary>
public static class Dimension
{
    /// <summary>The rows of a file.</summary>
    /// <typeparam name="TKey">Text, an integer, a Guid, a day or an enumeration.</typeparam>
    /// <typeparam name="TRow">A record whose parameters and properties are columns of the file: <c>UsdRate</c> is also
    /// <c>usd_rate</c>. What the file does not have needs a default or may be null. Other columns are passed over.</typeparam>
    /// <param name="path">
    /// <c>.csv</c> (UTF-8, a line of names; its delimiter is comma, semicolon, tab or bar) or <c>.parquet</c>. A relative path is
    /// looked for in <c>Unified:Data:Root</c>, then beside the program.
    /// </param>
    /// <param name="key">The key of a row; no two rows have the same.</param>
    public static Dimension<TKey, TRow> FromFile<TKey, TRow>(string path, Func<TRow, TKey> key)
        where TKey : notnull
        where TRow : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(new TableFile(path), key);
    }

    /// <summary>The rows of a query of the ClickHouse that the program serves from.</summary>
    /// <inheritdoc cref="FromFile{TKey, TRow}"/>
    /// <param name="sql">A SELECT; the names of its columns are those of the record.</param>
    /// <param name="key">The key of a row; no two rows have the same.</param>
    public static Dimension<TKey, TRow> FromClickHouse<TKey, TRow>(string sql, Func<TRow, TKey> key)
        where TKey : notnull
        where TRow : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        return new(new TableQuery(sql), key);
    }
}

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
    private readonly Lazy<Dictionary<TKey, TRow>> _table;

    /// <summary>A table of rows: at most 100,000, from wherever the definition has them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="key">The key of a row; no two rows have the same.</param>
    /// <exception cref="ArgumentException">Two rows have one key.</exception>
    public Dimension(IEnumerable<TRow> rows, Func<TRow, TKey> key)
    {
        var table = rows.ToDictionary(key);
        _table = new Lazy<Dictionary<TKey, TRow>>(table);
    }

    // What cannot be read is tried again when it is asked for again.
    internal Dimension(TableOrigin origin, Func<TRow, TKey> key) =>
        _table = new Lazy<Dictionary<TKey, TRow>>(() => Read(origin, key), LazyThreadSafetyMode.PublicationOnly);

    private Dictionary<TKey, TRow> Table => _table.Value;

    /// <summary>The row of a key. In a definition one of its columns is named: <c>Rates[e.Currency].Usd</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key: the event is quarantined.</exception>
    public TRow this[TKey key] => Table[key];

    /// <summary>True when there is a row of the key.</summary>
    public bool Contains(TKey key) => Table.ContainsKey(key);

    /// <summary>A column of the row of a key; null when there is no such row.</summary>
    public TValue? Find<TValue>(TKey key, Func<TRow, TValue> column)
        where TValue : struct
    {
        ArgumentNullException.ThrowIfNull(column);
        return Table.TryGetValue(key, out var row) ? column(row) : null;
    }

    /// <inheritdoc cref="Find{TValue}(TKey, Func{TRow, TValue})"/>
    public string? Find(TKey key, Func<TRow, string?> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Table.TryGetValue(key, out var row) ? column(row) : null;
    }

    private static Dictionary<TKey, TRow> Read(TableOrigin origin, Func<TRow, TKey> key)
    {
        var reader = TableReaders.Current ?? throw Refuse("nothing in this program reads it.",
            "Run it by UnifiedHost, or name a reader: TableReaders.Use(...).");
        TableRows found;
        try
        {
            found = reader.Read(origin);
        }
        catch (DataException error)
        {
            throw Refuse(error.Message, "Put it there, or correct it.");
        }

        var rows = new Dictionary<TKey, TRow>();
        foreach (var row in RowFactory<TRow>.Rows(origin, found))
        {
            if (!rows.TryAdd(key(row), row))
            {
                throw Refuse(FormattableString.Invariant($"row {rows.Count + 1} has the key '{key(row)}' of another row."),
                    "Remove one, or take a key that tells them apart.");
            }
        }

        return rows;

        DefinitionException Refuse(string reason, string wayOut) =>
            new("UNI0091", $"Dimension of {typeof(TRow).Name}, {origin}", reason, wayOut);
    }

    Type IDimension.KeyType => typeof(TKey);

    IEnumerable<(object Key, object Row)> IDimension.Rows => Table.Select(r => ((object)r.Key, (object)r.Value));
}

/// <summary>A table as the planner reads it.</summary>
internal interface IDimension
{
    Type KeyType { get; }

    IEnumerable<(object Key, object Row)> Rows { get; }
}
