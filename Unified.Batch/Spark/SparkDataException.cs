using Unified.Errors;

namespace Unified.Batch.Spark;

/// <summary>Data that Spark could not compute with or could not read, with what Spark said of it.</summary>
/// <param name="message">What was done, where, and the way out.</param>
/// <param name="error">Spark's own word: who has written the statement may know more of it.</param>
/// <param name="inner">As it came.</param>
internal sealed class SparkDataException(string message, SparkError error, Exception inner) : DataException(message, inner)
{
    public SparkError Error { get; } = error;
}
