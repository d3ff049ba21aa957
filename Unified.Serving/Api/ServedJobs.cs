using Unified.Plans;

namespace Unified.Serving.Api;

/// <summary>The jobs that the API knows, by name.</summary>
internal sealed class ServedJobs(IEnumerable<JobPlan> plans)
{
    private readonly Dictionary<string, JobPlan> _plans = plans.ToDictionary(p => p.Job, StringComparer.Ordinal);

    public IEnumerable<JobPlan> All => _plans.Values.OrderBy(p => p.Job, StringComparer.Ordinal);

    public JobPlan? Find(string job) => _plans.GetValueOrDefault(job);
}
