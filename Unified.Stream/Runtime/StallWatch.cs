using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>How far a partition is, for who watches that it moves.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Position">The next offset to read.</param>
/// <param name="Waits">True while it is us who do not read it.</param>
internal readonly record struct ReadPosition(int Partition, long Position, bool Waits);

/// <summary>
/// Sees a partition that is read and does not move although the log goes on: whatever the cause is, known to us or not. The loop's thread.
/// </summary>
internal sealed class StallWatch(string who, SourceSchema source, ILogReader reader, TimeProvider time, ILogger log)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, Seen> _partitions = [];
    private long? _looked;

    public void Look(IEnumerable<ReadPosition> partitions)
    {
        if (_looked is { } last && time.GetElapsedTime(last) < BetweenLooks)
        {
            return;
        }

        var now = time.GetTimestamp();
        _looked = now;
        var gone = _partitions.Keys.ToHashSet();
        foreach (var (partition, position, waits) in partitions)
        {
            gone.Remove(partition);
            var high = reader.KnownHigh(partition);
            var known = _partitions.GetValueOrDefault(partition);
            if (known is null || waits || known.Position != position || high <= position)
            {
                if (known?.Problem is not null && !waits)
                {
                    log.MovesAgain(who, source.Topic, partition, position);
                }

                _partitions[partition] = new Seen(position, now);
            }
            else if (time.GetElapsedTime(known.Since) >= Patience)
            {
                Say(known, partition, high);
            }
        }

        foreach (var partition in gone)
        {
            _partitions.Remove(partition);
        }
    }

    /// <summary>Why a partition is thought to be stuck; null when it moves, or has nothing to read.</summary>
    public string? Problem(int partition) => _partitions.GetValueOrDefault(partition)?.Problem;

    private void Say(Seen seen, int partition, long? high)
    {
        var still = (long)time.GetElapsedTime(seen.Since).TotalSeconds;
        seen.Problem = string.Create(CultureInfo.InvariantCulture,
            $"{who}: topic '{source.Topic}' partition {partition} has stood at offset {seen.Position} for {still} seconds, ")
            + (high is { } end ? string.Create(CultureInfo.InvariantCulture, $"and the log ends at {end}. ")
                : "and Kafka has not said where the log ends. ")
            + "A transaction that is left open holds everything behind it back, and so does a broker that does not answer for the "
            + "partition: look at the producers' transactions and at the partition's leader.";
        if (seen.Said is not { } said || time.GetElapsedTime(said) >= BetweenLines)
        {
            seen.Said = time.GetTimestamp();
            log.StandsStill(seen.Problem);
        }
    }

    private sealed record Seen(long Position, long Since)
    {
        public string? Problem { get; set; }

        public long? Said { get; set; }
    }
}
