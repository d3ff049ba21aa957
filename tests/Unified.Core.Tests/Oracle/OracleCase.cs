using DuckDB.NET.Data;
using Unified.Core.Tests.Aggregates;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>What came out of a comparison.</summary>
/// <param name="Difference">What differs, or null.</param>
/// <param name="ByDuckDb">DuckDB computed it too.</param>
/// <param name="Refusal">Why DuckDB did not, or null.</param>
internal sealed record Outcome(string? Difference, bool ByDuckDb, string? Refusal);

/// <summary>Events in DuckDB, for many queries.</summary>
/// <param name="Logs">The logs.</param>
/// <param name="Tables">Their tables, in the same order.</param>
internal sealed record Loaded(IReadOnlyList<Events> Logs, IReadOnlyList<string> Tables)
{
    /// <summary>The name of the column that numbers events.</summary>
    public const string Number = "#";

    /// <summary>Loads logs.</summary>
    public static Loaded Into(DuckDbOracle oracle, IReadOnlyList<Events> logs) => new(logs, [.. logs.Select(l => oracle.Load(
        [.. SampleData.Schema.Columns, new Types.Field(Number, Types.DataType.Int32)],
        l.All.Select(e => (IReadOnlyList<object?>)[.. l.Values(e), e.Number])))]);
}

/// <summary>A query over events, computed by the engine, by C# and by DuckDB.</summary>
/// <param name="query">The query.</param>
/// <param name="plan">Its plan.</param>
/// <param name="asUsersTest">True to compare what a test of a user computes too.</param>
internal sealed class OracleCase(RandomQuery query, JobPlan plan, bool asUsersTest = false)
{
    // DuckDB cannot hold such a text.
    private const string HalfText = "half of a character";

    private readonly StageProgram _program = StageProgram.Compile(plan);

    /// <summary>Compares the three.</summary>
    /// <param name="oracle">DuckDB.</param>
    /// <param name="loaded">The events as DuckDB has them.</param>
    /// <param name="logs">The events: those, or some of them.</param>
    /// <param name="random">Where epochs and batches end.</param>
    public Outcome Compare(DuckDbOracle oracle, Loaded loaded, IReadOnlyList<Events> logs, Random random)
    {
        NativeRun native, cut;
        try
        {
            (native, cut) = (NativeRun.Of(_program, logs, null), NativeRun.Of(_program, logs, random));
        }
        catch (InternalException bug)
        {
            return new Outcome($"the engine fails: {bug.InnerException}{bug.Message}", false, null);
        }

        var meaning = Meaning.Of(query, plan, logs,
            (call, events) => AggregateLawTests.Naive[call.Function.Name](events, call));
        var difference = Different("rejected events, native and C#", native.Rejected.Keys.Select(k => $"{k}"),
                meaning.Rejected.Keys.Select(k => $"{k}"), k => Reason(native, meaning, k))
            ?? Different("rejected events of two cuts", native.Rejected.Select(r => $"{r}"), cut.Rejected.Select(r => $"{r}"))
            ?? Different("rows, native and C#", Lines(native.Rows), meaning.Rows.Select(r => $"{r.Key} -> {r.Value}"))
            ?? Different("rows of two cuts", Lines(native.Rows), Lines(cut.Rows))
            ?? UserTest.Finished(plan, native, meaning)
            ?? (asUsersTest ? UserTest.Objects(query, meaning, logs) : null);
        return difference is null ? ByDuckDb(oracle, loaded, logs, native, meaning) : new Outcome(difference, false, null);
    }

    // DuckDB's optimizer moves constants and computes what is written twice before the condition it stands under, and so may overflow over
    // values that no row asks for. What is left without that is a difference.
    private Outcome ByDuckDb(DuckDbOracle oracle, Loaded loaded, IReadOnlyList<Events> logs, NativeRun native, Meaning meaning)
    {
        try
        {
            return Asked(oracle, loaded, logs, native, meaning);
        }
        catch (DuckDBException)
        {
            oracle.Execute("SET disabled_optimizers = 'expression_rewriter,common_subexpressions'");
        }

        try
        {
            return Asked(oracle, loaded, logs, native, meaning);
        }
        catch (DuckDBException) when (plan.Logical.Walk().OfType<ProjectNode>().Any(p => p.Columns.Any(c => c.Lazy && c.Value.CanFail())))
        {
            return new Outcome(null, false, "a shared value that is computed whether it is needed or not");
        }
        catch (DuckDBException error)
        {
            return new Outcome($"DuckDB fails: {error.Message}", true, null);
        }
        finally
        {
            oracle.Execute("RESET disabled_optimizers");
        }
    }

    private Outcome Asked(DuckDbOracle oracle, Loaded loaded, IReadOnlyList<Events> logs, NativeRun native, Meaning meaning)
    {
        // Behind a limit no predicate of the query is asked of the events that are rejected.
        OracleInput[] inputs = [.. logs.Select((log, i) => new OracleInput($"(SELECT * FROM {loaded.Tables[i]} WHERE \"{Loaded.Number}\" "
            + $"IN ({string.Join(", ", log.All.Where(e => !native.Rejected.ContainsKey((log.Log, e.Number))).Select(e => $"{e.Number}")
                .DefaultIfEmpty("-1"))}) LIMIT 1000)", null) { Log = log.Log })];
        try
        {
            if (plan.Rows.Kind == RowKind.Group)
            {
                var rows = new RowTable(plan.Rows).Add(oracle.Rows(plan, inputs).ToBatch());
                if (Different("rows, native and DuckDB", Lines(native.Rows), Lines(rows)) is { } different)
                {
                    return new Outcome(different, true, null);
                }
            }

            if (meaning.IsUncertain)
            {
                return new Outcome(null, true, null);
            }

            return new Outcome(Answer(() => oracle.Answer(plan, inputs), meaning), true, null);
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            return new Outcome(null, false, refused.Node);
        }
        catch (DuckDBException error) when (error.Message.Contains(HalfText, StringComparison.Ordinal))
        {
            return new Outcome(null, false, HalfText);
        }
    }

    private string? Answer(Func<OracleTable> ask, Meaning meaning)
    {
        try
        {
            var found = ask().Rows.Select(Carriers.Line).ToList();
            // What is added to null is not computed by DuckDB; ClickHouse is told where a result fails.
            var lenient = plan.Logical is FinishNode finish && (finish.Having is not null || finish.Columns.Any(c => c.Value is not null));
            return meaning.Answer is null ? lenient ? null : "the answer fails in C#, and not in DuckDB"
                : Different("answer, C# and DuckDB", meaning.Answer.Select(Carriers.Line), found);
        }
        catch (DuckDBException) when (meaning.Answer is null)
        {
            return null;
        }
    }

    private static IEnumerable<string> Lines(RowTable table) => table.Rows.Select(r => $"{r.Key} -> {r.Value}");

    private static string Reason(NativeRun native, Meaning meaning, string key) =>
        native.Rejected.Where(r => $"{r.Key}" == key).Select(r => r.Value)
            .Concat(meaning.Rejected.Where(r => $"{r.Key}" == key).Select(r => $"{r.Value.GetType().Name}: {r.Value.Message}")).First();

    internal static string? Different(string what, IEnumerable<string> first, IEnumerable<string> second, Func<string,
        string>? reason = null)
    {
        var (a, b) = (first.ToList(), second.ToList());
        var (onlyA, onlyB) = (Missing(a, b), Missing(b, a));
        return onlyA.Count + onlyB.Count == 0 ? null : $"{what}:\n"
            + string.Concat(onlyA.Take(3).Select(l => $"  first  {l} {reason?.Invoke(l)}\n"))
            + string.Concat(onlyB.Take(3).Select(l => $"  second {l} {reason?.Invoke(l)}\n"));
    }

    // With how often each is there.
    private static List<string> Missing(List<string> of, List<string> from)
    {
        var there = from.GroupBy(l => l, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return [.. of.Where(l => (there[l] = there.GetValueOrDefault(l) - 1) < 0)];
    }
}
