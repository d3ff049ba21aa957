namespace Unified.Batch.Spark;

/// <summary>Parquet files of the same columns, as a relation of a query.</summary>
/// <param name="Alias">How the query names it.</param>
/// <param name="Files">Files or folders, as the hosts of Spark see them.</param>
internal sealed record SparkTable(string Alias, IReadOnlyList<string> Files)
{
    /// <summary>A column more: the number of the row in its file, from 0. Null without.</summary>
    public string? RowNumber { get; init; }
}
