namespace Unified.Definition.Tables;

/// <summary>Where the rows of a table are that values are looked up in. Immutable; thread-safe.</summary>
public abstract record TableOrigin
{
    private protected TableOrigin()
    {
    }
}

/// <summary>A file with a row of names above its rows.</summary>
/// <param name="Path">Its path, <c>.csv</c> or <c>.parquet</c>; a relative one is looked for in <c>Unified:Data:Root</c>, then beside the
/// program.</param>
public sealed record TableFile(string Path) : TableOrigin
{
    /// <inheritdoc />
    public override string ToString() => $"the file '{Path}'";
}

/// <summary>What a query of ClickHouse gives.</summary>
/// <param name="Sql">A SELECT.</param>
public sealed record TableQuery(string Sql) : TableOrigin
{
    /// <inheritdoc />
    public override string ToString() => $"the query '{Sql}'";
}
