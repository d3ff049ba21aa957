namespace Unified.Simulation.Tests.Server;

/// <summary>What becomes of a statement.</summary>
internal enum Fate
{
    /// <summary>Done, and said so.</summary>
    Done,

    /// <summary>Done and said so, and the network has kept a copy, which arrives at any later time.</summary>
    DoneTwice,

    /// <summary>Done, and nobody was told.</summary>
    AnswerLost,

    /// <summary>Not done.</summary>
    Refused,

    /// <summary>Nobody was told, and it is done at any later time.</summary>
    Late,

    /// <summary>A part of it was done, and nobody was told.</summary>
    Half,

    /// <summary>The process died before.</summary>
    CrashBefore,

    /// <summary>It was done, and the process died.</summary>
    CrashAfter,
}

/// <summary>How often things go wrong.</summary>
internal sealed class Faults(Random random)
{
    /// <summary>False once the storm is over: what is under way may still arrive.</summary>
    public bool Storm { get; set; } = true;

    public Fate Next() => !Storm ? Fate.Done : random.Next(200) switch
    {
        < 178 => Fate.Done,
        < 182 => Fate.DoneTwice,
        < 186 => Fate.AnswerLost,
        < 190 => Fate.Refused,
        < 194 => Fate.Late,
        < 196 => Fate.Half,
        < 198 => Fate.CrashBefore,
        _ => Fate.CrashAfter,
    };
}
