using System.Globalization;
using Unified.Errors;

namespace Unified.Epochs;

/// <summary>
/// A partition of a log: what positions, epochs, cuts and ledgers are of. A log is named as its source. Ordered by log (ordinal), then
/// number.
/// </summary>
/// <param name="Log">The log's name.</param>
/// <param name="Number">From 0; <see cref="History"/> for the history that was before the log.</param>
public readonly record struct LogPartition(string Log, int Number) : IComparable<LogPartition>
{
    /// <summary>The number that stands for a source's history in ledgers and lineage: it has no partitions.</summary>
    public const int History = -1;

    /// <summary>The partition of a text.</summary>
    /// <exception cref="InternalException">The text was not written by <see cref="Text"/>.</exception>
    public static LogPartition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.LastIndexOf('/');
        return slash > 0 && int.TryParse(text.AsSpan(slash + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number)
            ? new LogPartition(text[..slash], number)
            : throw new InternalException($"'{text}' is not the text of a log's partition.");
    }

    /// <summary>The form in tables, keys and JSON, <c>flights/3</c>; <see cref="Parse"/> reads it back.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Log}/{Number}");

    /// <inheritdoc />
    public int CompareTo(LogPartition other) =>
        string.CompareOrdinal(Log, other.Log) is var order and not 0 ? order : Number.CompareTo(other.Number);

    /// <summary>For messages: <c>flights partition 3</c>.</summary>
    public override string ToString() => Number == History ? $"{Log} history"
        : string.Create(CultureInfo.InvariantCulture, $"{Log} partition {Number}");

    /// <summary>True when the first comes before the second.</summary>
    public static bool operator <(LogPartition left, LogPartition right) => left.CompareTo(right) < 0;

    /// <summary>True when the first comes behind the second.</summary>
    public static bool operator >(LogPartition left, LogPartition right) => left.CompareTo(right) > 0;

    /// <summary>True when the first does not come behind the second.</summary>
    public static bool operator <=(LogPartition left, LogPartition right) => left.CompareTo(right) <= 0;

    /// <summary>True when the first does not come before the second.</summary>
    public static bool operator >=(LogPartition left, LogPartition right) => left.CompareTo(right) >= 0;
}
