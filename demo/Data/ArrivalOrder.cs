namespace Unified.Demo.Data;

/// <summary>
/// The order in which records arrive: each event is given an arrival time at or after its event time, and arrivals are sorted. Hence an
/// event is overtaken only by events whose time is at most its own delay ahead, which makes the bound on disorder hold by construction.
/// </summary>
/// <param name="Order">Per position, the event's index, or event count + number of the undecodable record.</param>
internal sealed record ArrivalOrder(int[] Order, int[] UndecodablePartitions, int Late)
{
    /// <param name="times">Event times, in seconds since 1970.</param>
    /// <param name="options">The disorder.</param>
    public static ArrivalOrder Of(int[] times, ArrivalOptions options)
    {
        var random = new Random(options.Seed);
        var disorder = Seconds(options.Disorder);
        var (lateFrom, lateUntil) = (Seconds(options.LateFrom), Seconds(options.LateUntil));
        var late = 0;
        var arrivals = new long[times.Length + options.Undecodable];
        for (var i = 0; i < times.Length; i++)
        {
            var isLate = random.NextDouble() < options.LateShare;
            if (isLate) { late++; }
            var delay = isLate ? random.Next(lateFrom, lateUntil + 1) : random.Next(0, disorder + 1);
            arrivals[i] = Arrival(times[i] + delay, i);
        }

        var partitions = new int[options.Undecodable];
        for (var i = 0; i < partitions.Length; i++)
        {
            // Beside a random event, so that busy hours get more of them, as they would.
            arrivals[times.Length + i] = Arrival(times[random.Next(times.Length)], times.Length + i);
            partitions[i] = random.Next(options.Partitions);
        }

        Array.Sort(arrivals);
        return new ArrivalOrder(Array.ConvertAll(arrivals, arrival => (int)(arrival & uint.MaxValue)), partitions, late);
    }

    // The index in the low half breaks ties, so that the (unstable) sort has but one result.
    private static long Arrival(int seconds, int index) => ((long)seconds << 32) | (uint)index;

    private static int Seconds(TimeSpan time) => checked((int)time.TotalSeconds);
}
