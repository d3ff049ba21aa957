using System.Globalization;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Archiving;

namespace Unified.Hosting.CommandLine;

/// <summary><c>archive --redecode</c>: epochs that were archived under other columns, under those of today.</summary>
internal static class Redecoding
{
    /// <summary>0, or 3 when an epoch had to stay as it is; the others are decoded all the same.</summary>
    public static int Run(UnifiedRuntime runtime, IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        var code = 0;
        foreach (var source in plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            code = Math.Max(code, Run(runtime.Get<Func<SourceSchema, EpochRedecoding>>()(source), source.Name, cancellation));
        }

        return code;
    }

    private static int Run(EpochRedecoding redecoding, string source, CancellationToken cancellation)
    {
        var (done, refused) = (0, 0);
        foreach (var epoch in redecoding.Archived())
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (redecoding.Redecode(epoch) is { } outcome)
                {
                    done++;
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{epoch}: {outcome.Read:N0} records, {outcome.Recovered:N0} recovered, {outcome.Refused:N0} newly quarantined, "
                            + $"{outcome.Quarantined:N0} in the quarantine"));
                }
            }
            catch (DataException error)
            {
                // One file that cannot be decoded keeps no other from it.
                refused++;
                Console.Error.WriteLine(error.Message);
            }
        }

        Console.Out.WriteLine(done + refused == 0 ? $"{source}: every archived epoch has the columns of today"
            : $"{source}: {EpochText.Count(done, "epoch")} decoded again, {EpochText.Number(refused)} refused");
        return refused == 0 ? 0 : 3;
    }
}
