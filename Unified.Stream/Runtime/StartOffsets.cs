using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Streaming.Runtime;

/// <summary>Where reading a partition begins.</summary>
/// <param name="First">The first offset of the first epoch to compute.</param>
/// <param name="ReadFrom">
/// The first offset to read from Kafka; what lies between comes out of the archive. Below <paramref name="First"/> while the log has not
/// reached it.
/// </param>
internal readonly record struct StartOffset(long First, long ReadFrom)
{
    /// <summary>Epochs from there on that nobody has any more: they are gone past, and the ledger has a hole that answers tell.</summary>
    public ImmutableSortedSet<long> Lost { get; init; } = [];
}

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

/// <summary>
/// Decides where reading begins: always at the first offset of an epoch, and behind a hole only where something before it is stored, so
/// that the hole shows.
/// </summary>
/// <param name="who">For messages, such as <c>Job 'orders'</c>.</param>
/// <param name="source">The log's source.</param>
/// <param name="archive">Where complete epochs are that Kafka has dropped; null for none.</param>
/// <param name="partial">
/// Up to where the archive has the records of an epoch that is filling; by default as <paramref name="archive"/> says.
/// </param>
internal sealed class StartOffsets(
    string who, SourceSchema source, IArchiveReader? archive, Func<EpochId, long?>? partial = null)
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
    /// <exception cref="DataException">
    /// Neither Kafka nor the archive has an epoch, and nothing that is stored would show the hole; or the log is shorter than it was.
    /// </exception>
    public StartOffset Resolve(int partition, long epoch, StoredPartition? stored, long low, long high, bool origin, Func<Earlier> earlier)
    {
        var epochs = source.Epochs;
        var first = epochs.First(epoch);
        var end = Math.Max(first, stored?.End ?? 0);
        if (end > high)
        {
            // A log that begins inside the epoch before has not reached its first whole epoch. One that begins earlier is another log.
            return origin && end == first && FirstOfKafka(low) == epoch ? new StartOffset(first, high)
                : throw new DataException(Shorter(partition, high, end));
        }

        if (low <= first)
        {
            return new StartOffset(first, first);
        }

        var until = FirstOfKafka(low);
        var archived = Archived(partition);
        var lost = ImmutableSortedSet.CreateBuilder<long>();
        var readFrom = epochs.First(until);
        for (var e = epoch; e < until; e++)
        {
            if (archived.Contains(e) || stored?.Has(e) == true)
            {
                continue;
            }

            // Of the epoch that Kafka has the rest of, the beginning may be there.
            if (e == until - 1 && Partial(partition, e) is { } covered && covered >= low)
            {
                readFrom = covered <= high ? covered : throw new DataException(Shorter(partition, high, covered));
            }
            else
            {
                lost.Add(e);
            }
        }

        if (lost.Count > 0 && earlier() is var known and not Earlier.Stored)
        {
            throw new DataException(Hole(partition, lost.Min, low) + " " + WayOut(known, FirstWhole(partition, low)));
        }

        return new StartOffset(first, Math.Min(readFrom, high)) { Lost = lost.ToImmutable() };
    }

    /// <summary>What to say of the epochs that were gone past.</summary>
    public string Passed(int partition, StartOffset start, long low) =>
        $"{Hole(partition, start.Lost.Min, low)} " + (start.Lost.Count == 1 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"So it is with {start.Lost.Count} epochs up to {start.Lost.Max}. "))
        + WayOut(Earlier.Stored, 0);

    private long? Partial(int partition, long epoch)
    {
        var id = new EpochId(source.Partition(partition), epoch);
        return partial is not null ? partial(id) : archive?.PartialCovered(source, id);
    }

    private HashSet<long> Archived(int partition) => archive?.Epochs(source, source.Partition(partition)).ToHashSet() ?? [];

    private string Shorter(int partition, long high, long end) => string.Create(CultureInfo.InvariantCulture,
        $"{who}: topic '{source.Topic}' partition {partition} ends at offset {high}, but was read up to offset {end} ")
        + string.Create(CultureInfo.InvariantCulture, $"(epoch {source.Epochs.Of(end)}) before: the topic was made anew or cut short. ")
        + "Give the new topic's source another name, so that its offsets are not taken for the old ones.";

    private string Hole(int partition, long epoch, long low)
    {
        var epochs = source.Epochs;
        var last = Math.Min(low, epochs.End(epoch)) - 1;
        return string.Create(CultureInfo.InvariantCulture,
            $"{who}: topic '{source.Topic}' partition {partition} has dropped offsets {epochs.First(epoch)} to {last} ")
            + string.Create(CultureInfo.InvariantCulture, $"(epoch {epoch}; it begins at {low} now), and ")
            + (archive is null ? "no archive has them." : "the archive does not have that epoch.");
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
        _ => "What is not there is passed over, answers say so, and everything else goes on. Restore the archive's files and start again: "
            + "then it is read. To keep it from happening, run the archiver.",
    };
}
