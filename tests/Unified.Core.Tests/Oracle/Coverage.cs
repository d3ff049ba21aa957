using Unified.Aggregates;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>What queries were made of, so that nothing of the language is left out without a word.</summary>
internal sealed class Coverage
{
    /// <summary>Functions that random queries have not, each with its reason.</summary>
    private static readonly Dictionary<string, string> Left = new(StringComparer.Ordinal)
    {
        ["list_count"] = "events have no lists here: compared in MeaningTests",
        ["list_contains"] = "events have no lists here: compared in MeaningTests",
        ["list_value"] = "events have no dictionaries here: compared in MeaningTests",
        ["list_item"] = "events have no dictionaries here: compared in MeaningTests",
        ["list_has_key"] = "events have no dictionaries here: compared in MeaningTests",
        ["hopping"] = "rows are panes: compared in tests of the windows of panes",
        ["each"] = "rows are panes: compared in tests of the windows of panes",
        ["session"] = "rows are panes: compared in tests of the windows of panes",
    };

    private static IEnumerable<ScalarFunction> Functions => FunctionCatalogue.All.Where(f => !Left.ContainsKey(f.Name));

    private readonly HashSet<string> _met = new(StringComparer.Ordinal);

    /// <summary>Notes a query that was compared.</summary>
    public void Add(JobPlan plan, bool byDuckDb)
    {
        foreach (var function in plan.Logical.Walk().SelectMany(n => n.Expressions).SelectMany(e => e.Walk()).OfType<CallExpr>()
            .Select(c => c.Function.Name).Distinct())
        {
            Note("function", function, byDuckDb);
        }

        foreach (var call in plan.Aggregates)
        {
            Note("aggregate", call.Function.Name, byDuckDb);
            Note("argument", call.Argument?.Type.Kind.ToString() ?? "none", byDuckDb);
            Note("where", call.Filter is null ? "no" : call.Function.Name, byDuckDb);
        }

        foreach (var key in plan.Rows.Keys)
        {
            Note("key", key.Type.Kind.ToString(), byDuckDb);
        }

        foreach (var column in plan.Rows.Values)
        {
            Note("column", column.Type.Kind.ToString(), byDuckDb);
        }

        if (plan.Logical is FinishNode { Groups: [{ Window: { Start: CallExpr window } }, ..] })
        {
            Note("window", window.Function.Name, byDuckDb);
        }

        foreach (var node in plan.Logical.Walk())
        {
            Note("node", node.GetType().Name, byDuckDb);
        }
    }

    /// <summary>What should have been met and was not.</summary>
    public IReadOnlyList<string> Missing()
    {
        var kinds = SampleData.Schema.Columns.Select(c => c.Type.Kind.ToString()).Distinct().ToList();
        IEnumerable<string> expected =
        [
            .. Functions.Select(f => $"function {f.Name}"),
            .. Functions.Where(f => f.Sql.Contains(SqlEngine.DuckDb)).Select(f => $"function {f.Name} by DuckDB"),
            .. Functions.Where(f => f.IsWindow).Select(f => $"window {f.Name}"),
            .. RandomQueries.Functions.SelectMany(a => new[] { $"aggregate {a.Name}", $"where {a.Name}" }),
            .. kinds.SelectMany(k => new[] { $"key {k}", $"column {k}", $"key {k} by DuckDB", $"column {k} by DuckDB", $"argument {k}" }),
            "node FilterNode", "node ConcatNode by DuckDB", "node CogroupNode by DuckDB", "node EmitNode by DuckDB",
        ];
        return [.. expected.Where(e => !_met.Contains(e))];
    }

    private void Note(string what, string name, bool byDuckDb)
    {
        _met.Add($"{what} {name}");
        if (byDuckDb)
        {
            _met.Add($"{what} {name} by DuckDB");
        }
    }
}
