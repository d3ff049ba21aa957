namespace Unified.Batch.Spark;

/// <summary>What was asked of Spark, for messages.</summary>
/// <param name="Name">As it stands in a sentence: query, write to '/data/x'.</param>
/// <param name="Statement">The SQL, or empty.</param>
internal readonly record struct Asked(string Name, string Statement)
{
    private const int LongestStatement = 300;

    /// <inheritdoc />
    public override string ToString() => Statement.Length == 0 ? ""
        : $"Statement: {(Statement.Length > LongestStatement ? Statement[..LongestStatement] + " ..." : Statement)}";
}
