using Unified.Epochs;

namespace Unified.TestKit;

/// <summary>An event that gave no row because it could not be decoded or computed.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Partition">The partition; -1 for history.</param>
/// <param name="Offset">The offset.</param>
/// <param name="Reason">Names the column or predicate and the value or error.</param>
public sealed record QuarantinedEvent(string Source, int Partition, long Offset, string Reason)
{
    /// <summary>For example <c>orders partition 0 offset 3: column 'Price': ...</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{new LogPartition(Source, Partition)} offset {Offset}: {Reason}");
}
