using System.Globalization;
using Unified.Epochs;

namespace Unified.Batch.Planning;

/// <summary>
/// Epochs [First, End) of a partition that are not archived although later ones are. The border of the partition cannot move past it.
/// </summary>
public sealed record ArchiveHole(LogPartition Partition, long First, long End)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"Source '{Partition.Log}', partition {Partition.Number}: epochs {First} to {End - 1} are not archived, but later ones are. ") +
        "Run the archiver over them while Kafka still has them, or restore their files; until then the stream keeps what follows.";
}
