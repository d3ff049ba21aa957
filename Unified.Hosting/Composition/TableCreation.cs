using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Unified.Errors;
using Unified.Hosting.Supervision;
using Unified.Plans;
using Unified.Serving.Rows;

namespace Unified.Hosting.Composition;

/// <summary>
/// The tables of the jobs that a process works on: made by whoever needs them first, those of all its jobs at once. Thread-safe.
/// </summary>
/// <param name="tables">Makes them.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Told who waits.</param>
internal sealed class TableCreation(ClickHouseRowTables tables, TimeProvider time, ILogger<TableCreation> log) : IDisposable
{
    private readonly ConcurrentDictionary<JobPlan, bool> _made = new();
    private readonly SemaphoreSlim _gate = new(1);
    private volatile IReadOnlyList<JobPlan> _wanted = [];

    /// <summary>Names the jobs of the process: the first who needs the tables of one makes those of all.</summary>
    public void Want(IReadOnlyList<JobPlan> plans) => _wanted = plans;

    /// <summary>True once the tables of the job are there.</summary>
    public bool IsMade(string job) => _made.Keys.Any(p => p.Job == job);

    /// <summary>Makes the tables of these jobs, as far as they are missing.</summary>
    /// <exception cref="UnifiedException">ClickHouse does not answer, or refuses the tables of one of them.</exception>
    public async Task EnsureAsync(IReadOnlyCollection<JobPlan> plans, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            JobPlan[] missing = [.. plans.Where(p => !_made.ContainsKey(p))];
            if (missing.Length > 0)
            {
                var all = missing.Union(_wanted.Where(p => !_made.ContainsKey(p))).ToArray();
                var wrong = await tables.CreateAllAsync(all, p => _made[p] = true, cancellation).ConfigureAwait(false);
                if (missing.Select(wrong.GetValueOrDefault).FirstOrDefault(e => e is not null) is { } error)
                {
                    throw error;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes those of one job anew at the next question: something is wrong with them.</summary>
    public void Forget(JobPlan plan) => _made.TryRemove(plan, out _);

    /// <summary>Makes them, however long ClickHouse takes to answer.</summary>
    public Task WaitAsync(IReadOnlyCollection<JobPlan> plans, string who, Action<string?> waits, CancellationToken cancellation) =>
        new ServerWait("ClickHouse", time, log).RunAsync(who, waits, async stop =>
        {
            await EnsureAsync(plans, stop).ConfigureAwait(false);
            return 0;
        }, cancellation);

    public void Dispose() => _gate.Dispose();
}
