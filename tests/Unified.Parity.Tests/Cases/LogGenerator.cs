using System.Text;
using Unified.Epochs;
using Unified.Logical;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Cases;

/// <summary>Random logs: out of order, ties, undecodable records, and gaps wherever a gap could hurt.</summary>
internal sealed class LogGenerator(Random random, SourceSchema source)
{
    private readonly EpochLength _epochs = source.Epochs;
    private readonly DateTime _border = source.HistoryUntil is { } until ? DateTime.UnixEpoch.AddMicroseconds(until)
        : Trades.WithHistory.HistoryUntil!.Value;

    private Trade _last = Trades.Next(new Random(0));

    public PartitionLog Partition(LogPartition partition, int records)
    {
        var entries = new List<Entry>(records);
        var offset = random.Next(6) == 0 ? random.NextInt64(0, 3 * _epochs.Offsets) : 0;
        var bad = random.Next(3) switch { 0 => 0, 1 => 30, _ => 6 };
        for (var i = 0; i < records; i++)
        {
            offset += Gap(offset);
            var trade = Trade();
            var decodes = bad == 0 || random.Next(bad) > 0;
            entries.Add(new Entry(
                offset++, decodes ? RecordText.Good(random, trade) : RecordText.Bad(random, trade),
                random.Next(4) == 0 ? null : Encoding.UTF8.GetBytes(trade.Symbol),
                random.Next(4) == 0 ? null : random.NextInt64(0, 2_000_000_000_000), decodes ? trade : null));
        }

        return new PartitionLog(partition, entries, End(offset));
    }

    public Trade Trade()
    {
        var next = Trades.Next(random);
        next = random.Next(24) switch
        {
            0 or 1 => _last, // a duplicate is an event like any other
            2 or 3 => next with { Time = _last.Time },
            4 => next with { Time = next.Time.AddTicks(-(next.Time.Ticks % TimeSpan.TicksPerHour)) },
            5 => next with { Time = _border.AddTicks(10 * random.Next(-1, 2)) },
            6 => next with { Quantity = random.Next(0, 2) },
            _ => next,
        };
        return _last = next;
    }

    private long Gap(long offset)
    {
        var end = _epochs.End(_epochs.Of(offset));
        return random.Next(45) switch
        {
            < 4 => random.Next(1, 5),
            4 => end - offset,
            5 => end - 1 - offset,
            6 => end - offset + (_epochs.Offsets * random.Next(1, 3)) + random.Next(0, 3),
            _ => 0,
        };
    }

    private long End(long offset) => random.Next(4) switch
    {
        0 => offset,
        1 => _epochs.End(_epochs.Of(offset)),
        2 => offset + random.NextInt64(1, _epochs.Offsets),
        _ => _epochs.End(_epochs.Of(offset)) + (_epochs.Offsets * random.Next(0, 2)),
    };
}
