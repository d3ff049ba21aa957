using System.Collections.Concurrent;
using System.Collections.Immutable;
using Unified.Definition;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Parity.Tests.Jobs;

/// <summary>A job of the family.</summary>
/// <param name="Sources">How many sources it reads: trades, then orders.</param>
/// <param name="Make">The job over variants of the sources.</param>
/// <param name="Computes">
/// False for events of a log whose expressions fail in C#: the engine quarantines them, DuckDB would fail as a whole.
/// </param>
internal sealed record FamilyMember(int Sources, Func<IReadOnlyList<Source<Trade>>, Job> Make, Func<string, Trade, bool> Computes);

/// <summary>A member over one variant of its sources, planned and compiled.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Program">Its step function.</param>
/// <param name="Borderless">The same query over sources without history: every event counts wherever it comes from.</param>
/// <param name="Computes">See <see cref="FamilyMember"/>.</param>
internal sealed record TestJob(JobPlan Plan, StageProgram Program, StageProgram Borderless, Func<string, Trade, bool> Computes);

/// <summary>The jobs that cases choose from.</summary>
internal static class JobFamily
{
    private static readonly ConcurrentDictionary<(int Member, Variant Trades, Variant? Orders), TestJob> Planned = [];

    // Their count and 60 have no common divisor, so that the long logs go round.
    public static readonly ImmutableArray<FamilyMember> Members =
    [
        Of(s => new HourlyTrades(s)), Of(s => new SideTotals(s)), Of(s => new FragileTotals(s)) with { Computes = FragileTotalsComputes },
        Of(s => new QuarterHours(s)), Of(s => new VenueDays(s)), Of(s => new SymbolTotals(s)), Of(s => new PriceBands(s)),
        Of(s => new Profiles(s)),
        Of(s => new Ratios(s)) with { Computes = (_, t) => t.Venue == "NYSE" || t.Quantity != 0 },
        Of((t, o) => new MarketDays(t, o)), Of((t, o) => new MarketPairs(t, o)), Of((t, o) => new MarketEvents(t, o)),
        Of(s => new VenueSlides(s)), Of(s => new TradeSpans(s)), Of(s => new FlagSessions(s)), Of((t, o) => new MarketSessions(t, o)),
        Of((t, o) => new MarketHours(t, o)) with { Computes = (log, t) => log != Orders.Source.Name || t.Quantity != 0 },
    ];

    /// <summary>A random variant of a member. Planning and compiling take longer than a case: variants are kept.</summary>
    public static TestJob Get(int member, Random random, bool longLog)
    {
        var several = Members[member].Sources > 1;
        long length = longLog ? 8_192 : random.Next(4) switch { 0 => 16, 1 => 256, _ => 64 };
        var trades = new Variant(length, random.Next(1, 4), History: random.Next(several ? 2 : 3) == 0);
        var orders = several ? new Variant(length == 16 ? 32 : 16, random.Next(1, 3) * 3, History: random.Next(2) == 0) : null;
        return Planned.GetOrAdd((member, trades, orders), static key =>
        {
            var chosen = Members[key.Member];
            Source<Trade>[] sources = key.Orders is { } second
                ? [Of(key.Trades, Trades.Source, Trades.WithHistory), Of(second, Orders.Source, Orders.WithHistory)]
                : [Of(key.Trades, Trades.Source, Trades.WithHistory)];
            var plan = JobPlan.Create(chosen.Make(sources));
            var program = StageProgram.Compile(plan);
            Source<Trade>[] plain = [.. sources.Select(s => s with { History = null, HistoryUntil = null })];
            var borderless = sources.Any(s => s.History is not null) ? StageProgram.Compile(JobPlan.Create(chosen.Make(plain))) : program;
            return new TestJob(plan, program, borderless, chosen.Computes);
        });
    }

    private static FamilyMember Of(Func<Source<Trade>, Job> make) => new(1, s => make(s[0]), (_, _) => true);

    private static FamilyMember Of(Func<Source<Trade>, Source<Trade>, Job> make) => new(2, s => make(s[0], s[1]), (_, _) => true);

    private static Source<Trade> Of(Variant variant, Source<Trade> plain, Source<Trade> bordered) =>
        (variant.History ? bordered : plain) with { EpochLength = variant.EpochLength, Partitions = variant.Partitions };

    // As C# says: the filter divides, and only what passes it is multiplied.
    private static bool FragileTotalsComputes(string log, Trade t) =>
        t.Quantity != 0
            && (1000 / t.Quantity >= 900 || Math.Abs((long)t.Quantity * 5_000_000) <= int.MaxValue
                || t.Quantity * 5_000_000L == int.MinValue);

    private sealed record Variant(long EpochLength, int Partitions, bool History);
}
