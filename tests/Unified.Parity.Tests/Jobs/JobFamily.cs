using System.Collections.Concurrent;
using System.Collections.Immutable;
using Unified.Definition;
using Unified.Logical;
using Unified.Physical;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

/// <summary>A job of the family.</summary>
/// <param name="Make">The job over a variant of the source.</param>
/// <param name="Computes">False for events whose expressions fail in C#: the engine quarantines them, DuckDB would fail as a whole.</param>
internal sealed record FamilyMember(Func<Source<Trade>, Job> Make, Func<Trade, bool> Computes);

/// <summary>A member over one variant of the source, planned and compiled.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Program">Its step function.</param>
/// <param name="Borderless">The same query over a source without history: every event counts wherever it comes from.</param>
/// <param name="Computes">See <see cref="FamilyMember"/>.</param>
internal sealed record TestJob(JobPlan Plan, StageProgram Program, StageProgram Borderless, Func<Trade, bool> Computes);

/// <summary>The jobs that cases choose from.</summary>
internal static class JobFamily
{
    private static readonly ConcurrentDictionary<(int, long, int, bool), TestJob> Planned = [];

    public static readonly ImmutableArray<FamilyMember> Members =
    [
        new(s => new HourlyTrades(s), _ => true), new(s => new SideTotals(s), _ => true), new(s => new FragileTotals(s), FragileTotalsComputes),
        new(s => new QuarterHours(s), _ => true), new(s => new VenueDays(s), _ => true), new(s => new SymbolTotals(s), _ => true),
        new(s => new PriceBands(s), _ => true), new(s => new Profiles(s), _ => true),
    ];

    /// <summary>Planning and compiling take longer than a case: variants are kept.</summary>
    public static TestJob Get(int member, long epochLength, int partitions, bool history) =>
        Planned.GetOrAdd((member, epochLength, partitions, history), static key =>
        {
            var (index, length, count, bordered) = key;
            var source = (bordered ? Trades.WithHistory : Trades.Source) with { EpochLength = length, Partitions = count };
            var plan = JobPlan.Create(Members[index].Make(source));
            var borderless = bordered ? JobPlan.Create(Members[index].Make(source with { History = null, HistoryUntil = null })) : plan;
            return new TestJob(plan, StageProgram.Compile(plan), StageProgram.Compile(borderless), Members[index].Computes);
        });

    // As C# says: the filter divides, and only what passes it is multiplied.
    private static bool FragileTotalsComputes(Trade t) =>
        t.Quantity != 0 && (1000 / t.Quantity >= 900 || Math.Abs((long)t.Quantity * 5_000_000) <= int.MaxValue || t.Quantity * 5_000_000L == int.MinValue);
}
