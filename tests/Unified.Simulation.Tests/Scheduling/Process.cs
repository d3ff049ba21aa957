namespace Unified.Simulation.Tests.Scheduling;

/// <summary>A process on a host with a clock of its own.</summary>
internal sealed class Process(string name, HostClock clock, int number)
{
    public string Name => name;

    public HostClock Clock => clock;

    /// <summary>How many were started before: those that start at one moment are told apart by it.</summary>
    public int Number => number;

    /// <summary>True once it was killed.</summary>
    public bool Dead { get; set; }

    /// <summary>Until then it does not run, and does not know it: SIGSTOP, a long collection of garbage, a machine that sleeps.</summary>
    public DateTimeOffset StalledUntil { get; set; }

    /// <summary>What it runs; null before it was started.</summary>
    public Task? Running { get; set; }

    public override string ToString() => name;
}
