namespace Unified.Hosting.Composition;

/// <summary>What a process runs.</summary>
[Flags]
public enum Layers
{
    /// <summary>The streaming jobs.</summary>
    Stream = 1,

    /// <summary>The archivers of the sources.</summary>
    Archive = 2,

    /// <summary>The T+1 schedule.</summary>
    Schedule = 4,

    /// <summary>The HTTP API and the dashboard.</summary>
    Serve = 8,

    /// <summary>Everything.</summary>
    All = Stream | Archive | Schedule | Serve,
}
