namespace Unified.Definition.Tables;

/// <summary>Reads the tables of definitions. Definitions themselves do no I/O: the program that plans them says who does.</summary>
public interface ITableReader
{
    /// <summary>All rows.</summary>
    /// <exception cref="Errors.DataException">It is not there, or is damaged.</exception>
    /// <exception cref="Errors.TransientException">The server does not answer.</exception>
    TableRows Read(TableOrigin origin);
}

/// <summary>Rows as their origin has them. Immutable.</summary>
/// <param name="Columns">Names.</param>
/// <param name="Rows">
/// A value a column: null, bool, text, integers of .NET, decimal, double, float, DateTime in UTC, DateOnly, TimeOnly, TimeSpan or Guid.
/// </param>
/// <param name="AreTexts">True when all values are texts, as in CSV: there an empty one is null where null can be.</param>
public sealed record TableRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool AreTexts = false);

/// <summary>Who reads the tables of the definitions of this process. Thread-safe.</summary>
public static class TableReaders
{
    private static volatile ITableReader? _reader;

    /// <summary>
    /// Names the reader, before the first job is planned: <c>UnifiedHost</c> and the test kit do. A table that was read stays as it is.
    /// </summary>
    public static void Use(ITableReader reader) => _reader = reader;

    internal static ITableReader? Current => _reader;
}
