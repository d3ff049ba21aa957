namespace Unified.Simulation.Tests.Scheduling;

/// <summary>The time of the world, which stands still while anybody runs.</summary>
internal sealed class WorldTime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<HostTimer> _timers = [];

    public DateTimeOffset Now { get; private set; } = Start;

    public TimeSpan Elapsed => Now - Start;

    /// <summary>Lets time pass, and fires what is due. Nobody runs.</summary>
    public void Advance(TimeSpan by)
    {
        Now += by;
        foreach (var timer in _timers.Where(t => t.Due <= Now).ToArray())
        {
            _timers.Remove(timer);
            timer.Fire();
        }
    }

    public HostTimer Add(HostTimer timer)
    {
        lock (_timers)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Remove(HostTimer timer)
    {
        lock (_timers)
        {
            _timers.Remove(timer);
        }
    }
}

/// <summary>A host's clock: it runs as the world's time does, and shows another.</summary>
internal sealed class HostClock(WorldTime world, TimeSpan ahead) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world.Now + ahead;

    public override long GetTimestamp() => world.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new HostTimer(world, callback, state).Start(dueTime);
}

/// <summary>A timer that fires once.</summary>
internal sealed class HostTimer(WorldTime world, TimerCallback callback, object? state) : ITimer
{
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

    public HostTimer Start(TimeSpan due)
    {
        Change(due, Timeout.InfiniteTimeSpan);
        return this;
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        world.Remove(this);
        Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : world.Now + dueTime;
        if (Due != DateTimeOffset.MaxValue)
        {
            world.Add(this);
        }

        return true;
    }

    public void Fire() => callback(state);

    public void Dispose() => world.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
