using System.Globalization;
using Unified.Contracts;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Manifests;
using Unified.Time;
using Unified.Types;

namespace Unified.Hosting.Composition;

/// <summary>
/// Runs the garbage collection of every job once an hour, beside the schedule: nothing else would ever drop superseded rows. And reads a
/// 24th of the promoted days, so that rows which are not those that were promoted are found within a day.
/// </summary>
/// <param name="collect">The collection of one job.</param>
/// <param name="look">Looks at a share of the promoted rows of one job.</param>
/// <param name="keep">How long superseded rows stay.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Told what was dropped, and what failed.</param>
internal sealed class CollectionLoop(
    Func<JobPlan, TimeSpan, CancellationToken, Task<Collected>> collect,
    Func<JobPlan, long, int, CancellationToken, Task<IReadOnlyList<ChangedRows>>> look, TimeSpan keep, TimeProvider time,
    Action<string> say)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private const int Looks = 24;

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        while (true)
        {
            var hour = (long)Math.Floor((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalHours);
            foreach (var plan in plans)
            {
                await CollectAsync(plan, cancellation).ConfigureAwait(false);
                await LookAsync(plan, hour, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(Interval, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>How a collection is told.</summary>
    public static string Describe(JobPlan plan, Collected dropped) => string.Create(CultureInfo.InvariantCulture,
        $"{plan.Job}: dropped {dropped.Batch} superseded batch partitions, staged rows of {dropped.Staging} generations, "
            + $"{dropped.StreamBuckets} stream buckets");

    private async Task LookAsync(JobPlan plan, long hour, CancellationToken cancellation)
    {
        try
        {
            var changed = await look(plan, hour, Looks, cancellation).ConfigureAwait(false);
            if (changed.Count > 0)
            {
                say(string.Create(CultureInfo.InvariantCulture,
                    $"{plan.Job}: the promoted rows of {changed.Count} days are not those that were promoted, day ")
                    + $"{Timestamps.FormatDay(changed[0].Day)} first. Compute them anew: backfill --job {plan.Job} --rebuild");
            }
        }
        catch (UnifiedException error)
        {
            say($"{plan.Job}: promoted rows were not looked at, the next try is in an hour: {error.Message}");
        }
    }

    // What is not dropped now is dropped later: a failure must not stop the schedule.
    private async Task CollectAsync(JobPlan plan, CancellationToken cancellation)
    {
        try
        {
            if (await collect(plan, keep, cancellation).ConfigureAwait(false) is var dropped && dropped != new Collected(0, 0, 0))
            {
                say(Describe(plan, dropped));
            }
        }
        catch (UnifiedException error)
        {
            say($"{plan.Job}: superseded rows were not dropped, the next try is in an hour: {error.Message}");
        }
    }
}
