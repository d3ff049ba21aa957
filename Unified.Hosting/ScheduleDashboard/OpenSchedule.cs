using Hangfire;

namespace Unified.Hosting.ScheduleDashboard;

/// <summary>The queue of the schedule as far as this process has it open; for who looks at it. Thread-safe.</summary>
internal sealed class OpenSchedule
{
    private volatile JobStorage? _jobs;

    /// <summary>Null while nothing is open.</summary>
    public JobStorage? Jobs
    {
        get => _jobs;
        set => _jobs = value;
    }
}
