using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Streaming.Runtime;

/// <summary>Where reading a partition begins.</summary>
/// <param name="First">The first offset of the first epoch to compute.</param>
/// <param name="ReadFrom">The first offset to read from Kafka; the epochs between come out of the archive.</param>
internal readonly record struct StartOffset(long First, long ReadFrom);

/// <summary>Decides where reading begins: always at the first offset of an epoch, and never behind a hole.</summary>
internal sealed class StartOffsets(string who, SourceSchema source, IArchiveReader? archive)
{
    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The first epoch to compute.</param>
    /// <param name="low">The first offset that Kafka still has.</param>
    /// <param name="high">The offset after the last that Kafka has.</param>
    /// <exception cref="DataException">Neither Kafka nor the archive has the epoch, or the log is shorter than it was.</exception>
    public StartOffset Resolve(int partition, long epoch, long low, long high)
    {
        var epochs = source.Epochs;
        var first = epochs.First(epoch);
        if (first > high)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"{who}: topic '{source.Topic}' partition {partition} ends at offset {high}, but was read up to epoch {epoch} (offset {first}) before: the topic was made anew or cut short. ") +
                "Give the new topic's source another name, so that its offsets are not taken for the old ones.");
        }

        if (low <= first)
        {
            return new StartOffset(first, first);
        }

        // An epoch whose beginning is gone is gone as a whole: the archive has complete epochs or none.
        var until = epochs.Of(low - 1) + 1;
        var archived = archive?.Epochs(source, partition).ToHashSet() ?? [];
        for (var e = epoch; e < until; e++)
        {
            if (!archived.Contains(e))
            {
                throw Hole(partition, e, low);
            }
        }

        return new StartOffset(first, epochs.First(until));
    }

    private DataException Hole(int partition, long epoch, long low)
    {
        var epochs = source.Epochs;
        return new DataException(string.Create(CultureInfo.InvariantCulture,
            $"{who}: topic '{source.Topic}' partition {partition} has dropped offsets {epochs.First(epoch)} to {Math.Min(low, epochs.End(epoch)) - 1} (epoch {epoch}; it begins at {low} now), and ") +
            (archive is null ? "no archive was given. " : "the archive does not have that epoch. ") +
            "Restore the archive's file, or run a backfill that covers the epoch and promote it, so that the stream does not need it. " +
            "To keep it from happening, run the archiver, and let the topic's retention hold several epochs.");
    }
}
