namespace Unified.Serving.Schema;

/// <summary>A question to a stored table, as ClickHouse reads it and as what it means.</summary>
/// <param name="Table">The table.</param>
/// <param name="Where">What follows WHERE.</param>
/// <param name="Meaning">The same over all rows of the table, those that were replaced left out: for tables in memory.</param>
internal sealed record RowQuery<T>(Table<T> Table, string Where, Func<IEnumerable<T>, IEnumerable<T>> Meaning);
