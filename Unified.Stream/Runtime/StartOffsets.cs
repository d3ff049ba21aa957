using System.Globalization;
using Unified.Contracts;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Streaming.Runtime;

/// <summary>Where reading a partition begins.</summary>
/// <param name="First">The first offset of the first epoch to compute.</param>
/// <param name="ReadFrom">
/// The first offset to read from Kafka; the epochs between come out of the archive. Below <paramref name="First"/> while the log has not
/// reached it.
/// </param>
internal readonly record struct StartOffset(long First, long ReadFrom);

/// <summary>What there is of a partition, for one who finds that its beginning is gone.</summary>
internal enum Earlier
{
    /// <summary>Nothing: it may begin later.</summary>
    Nothing,

    /// <summary>A committed offset and nothing else: what was stored has been lost.</summary>
    Committed,

    /// <summary>Something that would be torn from what follows.</summary>
    Stored,
}

/// <summary>Decides where reading begins: always at the first offset of an epoch, and never behind a hole.</summary>
internal sealed class StartOffsets(string who, SourceSchema source, IArchiveReader? archive)
{
    private const string Setting = "Unified:Kafka:Start=first-whole-epoch";

    /// <summary>
    /// The first epoch that is there as a whole and after which nothing is missing: in the archive as far as that joins Kafka's first
    /// whole epoch, else Kafka's.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <param name="low">The first offset that Kafka still has.</param>
    public long FirstWhole(int partition, long low)
    {
        var first = FirstOfKafka(low);
        var archived = Archived(partition);
        while (archived.Contains(first - 1))
        {
            first--;
        }

        return first;
    }

    /// <summary>The first epoch that Kafka has as a whole.</summary>
    /// <param name="low">The first offset that Kafka still has.</param>
    public long FirstOfKafka(long low) => low == 0 ? 0 : source.Epochs.Of(low - 1) + 1;

    /// <param name="partition">The partition.</param>
    /// <param name="epoch">The first epoch to compute.</param>
    /// <param name="stored">What is stored of the partition, which need not be read; null for nothing.</param>
    /// <param name="low">The first offset that Kafka still has.</param>
    /// <param name="high">The offset after the last that Kafka has.</param>
    /// <param name="origin">True when nothing of the partition before the epoch counts: it may begin beyond the log's end then.</param>
    /// <param name="earlier">Asked when there is a hole.</param>
    /// <exception cref="DataException">Neither Kafka nor the archive has the epoch, or the log is shorter than it was.</exception>
    public StartOffset Resolve(int partition, long epoch, StoredPartition? stored, long low, long high, bool origin, Func<Earlier> earlier)
    {
        var epochs = source.Epochs;
        var first = epochs.First(epoch);
        var end = Math.Max(first, stored?.End ?? 0);
        if (end > high)
        {
            // A log that begins inside the epoch before has not reached its first whole epoch. One that begins earlier is another log.
            return origin && end == first && FirstOfKafka(low) == epoch ? new StartOffset(first, high) : throw new DataException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{who}: topic '{source.Topic}' partition {partition} ends at offset {high}, but was read up to offset {end} ")
                + string.Create(CultureInfo.InvariantCulture, $"(epoch {epochs.Of(end)}) before: the topic was made anew or cut short. ")
                + "Give the new topic's source another name, so that its offsets are not taken for the old ones.");
        }

        if (low <= first)
        {
            return new StartOffset(first, first);
        }

        // An epoch whose beginning is gone is gone as a whole: the archive has complete epochs or none.
        var until = FirstOfKafka(low);
        var archived = Archived(partition);
        for (var e = epoch; e < until; e++)
        {
            if (!archived.Contains(e) && stored?.Has(e) != true)
            {
                throw Hole(partition, e, low, earlier());
            }
        }

        return new StartOffset(first, epochs.First(until));
    }

    private HashSet<long> Archived(int partition) => archive?.Epochs(source, source.Partition(partition)).ToHashSet() ?? [];

    private DataException Hole(int partition, long epoch, long low, Earlier earlier)
    {
        var epochs = source.Epochs;
        var last = Math.Min(low, epochs.End(epoch)) - 1;
        return new DataException(string.Create(CultureInfo.InvariantCulture,
            $"{who}: topic '{source.Topic}' partition {partition} has dropped offsets {epochs.First(epoch)} to {last} ")
            + string.Create(CultureInfo.InvariantCulture, $"(epoch {epoch}; it begins at {low} now), and ")
            + (archive is null ? "no archive has them. " : "the archive does not have that epoch. ")
            + WayOut(earlier, FirstWhole(partition, low)));
    }

    private string WayOut(Earlier earlier, long whole) => earlier switch
    {
        Earlier.Nothing => string.Create(CultureInfo.InvariantCulture,
            $"Nothing of it is stored yet, so it may begin later: with the setting {Setting} it begins at epoch {whole} ")
            + string.Create(CultureInfo.InvariantCulture, $"(offset {source.Epochs.First(whole)}), ")
            + "and what came before is in no answer. If the archive has had those epochs, restore its files instead.",
        Earlier.Committed =>
            "Its consumer group has committed offsets, so they were stored once, and are lost. Restore what held them, or the archive's "
            + $"files. To begin later without them, remove the consumer group and use the setting {Setting}.",
        _ => "Restore the archive's file, or run a backfill that covers the epoch and promote it, so that the stream does not need it. "
            + "To keep it from happening, run the archiver, and let the topic's retention hold several epochs.",
    };
}
