using Unified.Definition;

namespace Unified.Jobs;

/// <summary>A flight that came three hours late or later: one row an event.</summary>
public sealed record LongDelay(DateTime Date, string Origin, string Destination, int Hours, int Minutes);

/// <inheritdoc cref="LongDelay"/>
public sealed class LongDelays : Job<LongDelay>
{
    public override Query<LongDelay> Define() =>
        (from f in Sources.Flights
         where f.Delay >= 180
         select new LongDelay(f.Date, f.Origin, f.Destination, f.Delay / 60, f.Delay % 60)).ToQuery().OrderBy(d => d.Origin)
             .ThenBy(d => d.Date);
}
