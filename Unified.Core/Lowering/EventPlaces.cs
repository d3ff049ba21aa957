using System.Globalization;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;

namespace Unified.Lowering;

/// <summary>
/// The places of a group's events in the SQL of an engine, numbered as the native engine numbers them: the log among those of the plan,
/// the branch among the ways from the log to its groups. One instance reads a group's scans once, in their order.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="group">The group's number.</param>
/// <param name="engine">The engine.</param>
internal sealed class EventPlaces(JobPlan plan, int group, SqlEngine engine)
{
    /// <summary>The names of the columns: none of a job's begins with '#'.</summary>
    public FoldPlace Names { get; } = new(engine.Quote("#log"), engine.Quote("#p"), engine.Quote("#o"), engine.Quote("#b"));

    private readonly Dictionary<string, int> _branches = plan.Sources.ToDictionary(s => s.Name,
        s => ((FinishNode)plan.Stored).Groups.Take(group).SelectMany(g => Scans(g.Input)).Count(n => n.Source.Name == s.Name),
        StringComparer.Ordinal);

    /// <summary>True when some aggregate needs places, and they can be told: not of elements of lists.</summary>
    public static bool Wanted(AggregateNode group, IReadOnlyList<OracleInput> inputs) =>
        group.Aggregates.Any(a => a.Function.Order != EventOrder.None) && inputs.All(i => i is { Partition: not null, Offset: not null })
        && !Nodes(group.Input).Any(n => n is UnnestNode);

    /// <summary>The columns of the next scan.</summary>
    public Func<OracleInput, string> Next(ScanNode scan)
    {
        var log = plan.Sources.IndexOf(plan.Sources.Single(s => s.Name == scan.Source.Name));
        var branch = _branches[scan.Source.Name]++;
        return input => string.Create(CultureInfo.InvariantCulture, $", {log} AS {Names.Log}, CAST({input.Partition} AS INTEGER) AS "
            + $"{Names.Partition}, CAST({input.Offset} AS BIGINT) AS {Names.Offset}, {branch} AS {Names.Branch}");
    }

    private static IEnumerable<ScanNode> Scans(LogicalNode node) => Nodes(node).OfType<ScanNode>();

    private static IEnumerable<LogicalNode> Nodes(LogicalNode node) => node.Inputs.SelectMany(Nodes).Prepend(node);
}
