using Unified.Plans;
using Unified.Serving.Schema;
using Unified.Simulation.Tests.Scheduling;

namespace Unified.Simulation.Tests.Server;

/// <summary>A server in memory: tables, a clock, and statements that are still on their way to it.</summary>
internal sealed class MemoryServer(WorldTime time, Story story, Random random)
{
    private readonly List<(string What, Action Do)> _late = [];
    private readonly Dictionary<VersionKey, JobRows> _jobs = [];

    public SharedRows Shared { get; } = new();

    public DateTimeOffset Now => time.Now;

    public int Late => _late.Count;

    public JobRows Of(JobPlan plan) => _jobs.TryGetValue(VersionKey.Of(plan), out var rows) ? rows
        : _jobs[VersionKey.Of(plan)] = new JobRows(plan);

    public JobRows Of(VersionKey key) => _jobs[key];

    public void Keep(string what, Action statement) => _late.Add((what, statement));

    /// <summary>No statement that is on its way arrives: the server that it was for is gone.</summary>
    public void Forget() => _late.Clear();

    /// <summary>One of the statements on their way arrives.</summary>
    public void Arrive()
    {
        if (_late.Count > 0)
        {
            var index = random.Next(_late.Count);
            var (what, statement) = _late[index];
            _late.RemoveAt(index);
            story.Tell(Now, "server", $"late: {what}");
            statement();
        }
    }
}
