using System.Globalization;
using Unified.Lowering;
using Unified.Plans;
using Unified.TestKit.Answers;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Parity.Tests.Model;

/// <summary>
/// What a job answers, where the place of an event is of no matter: merged states by identity, and of a job without groups its rows without
/// their lineage, each with how often it is there.
/// </summary>
internal static class Answers
{
    /// <summary>The answer of the layers.</summary>
    public static Facts Of(JobPlan plan, RowTable table)
    {
        // Where rows merge by lineage, one that two owners have would be hidden.
        var doubled = table.HoldsEvents ? table.Rows.Keys.Where(i => table.Times(i) > 1).ToList() : [];
        Assert.IsEmpty(doubled, $"rows that two owners have: {string.Join(", ", doubled)}");
        return table.HoldsEvents ? Counted(new FinishedRows(plan).Of(table).Select(Carriers.Line)) : Facts.Of(table);
    }

    /// <summary>The oracle's answer.</summary>
    public static Facts Of(DuckDbOracle oracle, JobPlan plan, IReadOnlyList<OracleInput> inputs) => plan.Rows.Kind == RowKind.Emission
        ? Counted(oracle.Answer(plan, inputs).Rows.Select(Carriers.Line))
        : Facts.Of(new RowTable(plan.Rows).Add(oracle.Rows(plan, inputs).ToBatch()));

    private static Facts Counted(IEnumerable<string> rows)
    {
        var facts = new Facts();
        foreach (var same in rows.GroupBy(r => r, StringComparer.Ordinal))
        {
            facts.Add($"row {same.Key}", $"{same.Count().ToString(CultureInfo.InvariantCulture)} times");
        }

        return facts;
    }
}
