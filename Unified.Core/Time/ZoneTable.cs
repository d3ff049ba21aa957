using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;
using NodaTime.TimeZones;

namespace Unified.Time;

/// <summary>
/// An IANA zone as a table of its offsets in the years 1890 to 2310, from the database that NodaTime carries: the same on every machine,
/// and of a version that is named. Immutable; thread-safe.
/// </summary>
public sealed class ZoneTable
{
    // No zone was ever further from UTC than 16 hours.
    private const long FurthestMicros = 16 * 3600 * Timestamps.MicrosPerSecond;

    private static readonly ConcurrentDictionary<string, ZoneTable?> Known = new(StringComparer.Ordinal);
    private readonly long[] _starts;
    private readonly long[] _offsets;

    private ZoneTable(string name, long[] starts, long[] offsets) => (Name, _starts, _offsets) = (name, starts, offsets);

    /// <summary>The version of the database, such as <c>2025b</c>.</summary>
    public static string Version { get; } = TzdbDateTimeZoneSource.Default.TzdbVersion;

    /// <summary>The zone's name.</summary>
    public string Name { get; }

    /// <summary>Microseconds at which an offset begins to hold; the first for all time before.</summary>
    public ImmutableArray<long> Starts => [.. _starts];

    /// <summary>Microseconds by which local time is ahead of UTC from each start on.</summary>
    public ImmutableArray<long> Offsets => [.. _offsets];

    /// <summary>A zone by its IANA name, such as <c>America/New_York</c>; null when there is none.</summary>
    public static ZoneTable? Find(string name) => Known.GetOrAdd(name, Read);

    /// <summary>The local clock reading of a UTC time, both in microseconds.</summary>
    public long Local(long micros) => checked(micros + _offsets[At(micros)]);

    /// <summary>
    /// The first moment at which the local clock reads <paramref name="local"/> or more: where clocks go forward over it, the moment at
    /// which they do; where it comes twice, the first time.
    /// </summary>
    public long FirstAt(long local)
    {
        for (var i = At(checked(local - FurthestMicros)); ; i++)
        {
            var from = i == 0 ? long.MinValue : _starts[i];
            var end = i + 1 < _starts.Length ? _starts[i + 1] : long.MaxValue;
            var moment = Math.Max(from, checked(local - _offsets[i]));
            if (moment < end)
            {
                return moment;
            }
        }
    }

    // The last start at or before the time.
    private int At(long micros)
    {
        var found = System.Array.BinarySearch(_starts, micros);
        return Math.Max(found >= 0 ? found : ~found - 1, 0);
    }

    private static ZoneTable? Read(string name)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not { } zone)
        {
            return null;
        }

        var intervals = zone.GetZoneIntervals(Instant.FromUtc(1890, 1, 1, 0, 0), Instant.FromUtc(2310, 1, 1, 0, 0)).ToList();
        return new ZoneTable(name,
            [.. intervals.Select(i => i.HasStart ? i.Start.ToUnixTimeTicks() / TimeSpan.TicksPerMicrosecond : long.MinValue)],
            [.. intervals.Select(i => i.WallOffset.Ticks / TimeSpan.TicksPerMicrosecond)]);
    }
}
