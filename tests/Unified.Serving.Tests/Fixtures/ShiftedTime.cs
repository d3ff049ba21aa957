namespace Unified.Serving.Tests.Fixtures;

/// <summary>The system's clock, moved forward by hand: grace times pass at once, timers run as they are.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private TimeSpan _shift;

    public void Advance(TimeSpan by) => _shift += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;
}
