using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>What happens to the rows of a branch before they are used: kept or not, or a column computed.</summary>
/// <param name="Kernel">The condition, or the column's values.</param>
/// <param name="Column">The computed column's place, or -1 for a condition.</param>
/// <param name="What">What it computes, for the reason when an event is rejected.</param>
internal sealed record BranchStep(ValueKernel Kernel, int Column, string What);

/// <summary>
/// A column of the rows that a branch makes: for plain text the scanned column, whose dictionary is used; for others a kernel.
/// </summary>
internal sealed record BranchColumn(Field Field, int TextColumn, ValueKernel? Kernel);

/// <summary>An aggregate that a branch feeds.</summary>
/// <param name="State">Its place among all aggregates of the stage.</param>
/// <param name="Argument">The place of its argument among the branch's, or -1.</param>
/// <param name="Filter">The place of its filter among the branch's, or -1 when it takes all rows.</param>
/// <param name="By">The place among the arguments of what its events are ordered by, or -1.</param>
/// <param name="More">The places of its further values among the arguments.</param>
internal sealed record FedAggregate(int State, int Argument, int Filter, int By, ImmutableArray<int> More);

/// <summary>An argument of aggregates: computed for the rows that their filter lets pass, and for no others.</summary>
/// <param name="Kernel">Its values.</param>
/// <param name="Filter">The place of the filter among the branch's, or -1 for all rows.</param>
internal sealed record BranchArgument(ValueKernel Kernel, int Filter);

/// <summary>
/// One way from a scan to the stage's operator, compiled: steps, then the columns and arguments that the operator takes. Immutable;
/// thread-safe.
/// </summary>
internal sealed class BranchProgram
{
    private BranchProgram(
        ImmutableArray<BranchStep> steps, ImmutableArray<BranchColumn> columns, ImmutableArray<ValueKernel> filters,
            ImmutableArray<BranchArgument> arguments, ImmutableArray<FedAggregate> aggregates) =>
        (Steps, Columns, Filters, Arguments, Aggregates) = (steps, columns, filters, arguments, aggregates);

    /// <summary>Where the rows are elements of lists: how they are made. Null where they are the events.</summary>
    public ElementProgram? Elements { get; private init; }

    /// <summary>True when its columns become part of stored rows; false when they are only passed on to elements.</summary>
    public bool IsStored { get; private init; } = true;

    /// <summary>In the order of the plan.</summary>
    public ImmutableArray<BranchStep> Steps { get; }

    /// <summary>A group's keys and window; or the event time and the result of an emission.</summary>
    public ImmutableArray<BranchColumn> Columns { get; }

    /// <summary>Distinct filters of the aggregates.</summary>
    public ImmutableArray<ValueKernel> Filters { get; }

    /// <summary>Distinct arguments of the aggregates.</summary>
    public ImmutableArray<BranchArgument> Arguments { get; }

    /// <summary>The aggregates that it feeds.</summary>
    public ImmutableArray<FedAggregate> Aggregates { get; }

    /// <summary>How many columns the steps compute.</summary>
    public int Computed => Steps.Count(s => s.Column >= 0);

    /// <summary>The branches of a plan that read a source.</summary>
    public static ImmutableArray<BranchProgram> Of(ResultNode plan, SourceSchema source, ImmutableArray<Field> scan)
    {
        if (plan is EmitNode emit)
        {
            return [.. Paths(emit.Input, source.Name).Select(path => Emission(Rows(path, source.EventTime, scan)))];
        }

        var branches = ImmutableArray.CreateBuilder<BranchProgram>();
        var first = 0;
        foreach (var group in ((FinishNode)plan).Groups)
        {
            branches.AddRange(Paths(group.Input, source.Name).Select(path =>
                Group(Rows(path, source.EventTime, scan), group, first)));
            first += group.Aggregates.Length;
        }

        return branches.ToImmutable();
    }

    // The nodes from each scan of the log up to the root, the scan first.
    private static IEnumerable<ImmutableArray<LogicalNode>> Paths(LogicalNode node, string log) => node is ScanNode scan
        ? scan.Source.Name == log ? [[scan]] : []
        : node.Inputs.SelectMany(i => Paths(i, log)).Select(path => path.Add(node));

    // Elements of a list are rows of their own: what is below works on the rows that have the list, what is above on the elements.
    private static BranchRows Rows(ImmutableArray<LogicalNode> path, string eventTime, ImmutableArray<Field> scan)
    {
        var last = path.Select((node, i) => (node, i)).LastOrDefault(n => n.node is UnnestNode);
        if (last.node is not UnnestNode unnest)
        {
            return new BranchRows(null, path, eventTime, new BranchColumns(scan));
        }

        var (elements, nodes, time, names) = Rows(path[..last.i], eventTime, scan);
        var steps = Compile(nodes, names);
        IEnumerable<Field> passed = [.. unnest.Passed, new Field(unnest.List.Name, unnest.List.Type)];
        var below = new BranchProgram(steps, [TimeColumn(time, names), .. passed.Select(f => Column(f, names.Resolve(
            new ColumnExpr(f.Name, f.Type)), names))], [], [], [])
        { Elements = elements, IsStored = false };
        var program = ElementProgram.Of(unnest, below);
        return new BranchRows(program, path[(last.i + 1)..], LineageColumns.Time, new BranchColumns(program.Columns));
    }

    private static BranchColumn TimeColumn(string name, BranchColumns names) =>
        Column(new Field(LineageColumns.Time, DataType.Timestamp), new ColumnExpr(name, DataType.Timestamp), names);

    /// <summary>The rows that a branch works on.</summary>
    /// <param name="Elements">How they are made of lists; null for events.</param>
    /// <param name="Nodes">What happens to them.</param>
    /// <param name="Time">Their column that is the event time.</param>
    /// <param name="Names">Their columns.</param>
    private sealed record BranchRows(ElementProgram? Elements, ImmutableArray<LogicalNode> Nodes, string Time, BranchColumns Names);

    private static BranchProgram Group(BranchRows rows, AggregateNode group, int first)
    {
        var names = rows.Names;
        var steps = Compile(rows.Nodes, names);
        var keys = group.Keys.Select(k => (new Field(k.Name, k.Value.Type), names.Resolve(k.Value)));
        if (group.Window is { } window)
        {
            keys = keys.Append((new Field(window.Name, DataType.Timestamp), names.Resolve(window.Start)));
        }

        // Aggregates over the same expression of the same rows share one evaluation.
        var filters = group.Aggregates.Select(a => a.Filter).OfType<Expr>().Distinct(ReferenceEqualityComparer.Instance).Cast<Expr>()
            .ToList();
        int FilterOf(AggregateCall call) => filters.FindIndex(f => ReferenceEquals(f, call.Filter));
        var arguments = new List<(Expr Value, int Filter)>();
        var fed = ImmutableArray.CreateBuilder<FedAggregate>();
        int ArgumentOf(Expr? value, int filter)
        {
            var place = value is null ? -1 : arguments.FindIndex(a => ReferenceEquals(a.Value, value) && a.Filter == filter);
            if (value is not null && place < 0)
            {
                place = arguments.Count;
                arguments.Add((value, filter));
            }

            return place;
        }

        foreach (var call in group.Aggregates)
        {
            var filter = FilterOf(call);
            fed.Add(new FedAggregate(first + fed.Count, ArgumentOf(call.Argument, filter), filter, ArgumentOf(call.By, filter),
                [.. call.More.Select(m => ArgumentOf(m, filter))]));
        }

        return new BranchProgram(steps, [.. keys.Select(k => Column(k.Item1, k.Item2, names))],
            [.. filters.Select(f => ValueKernel.Compile(names.Resolve(f), names))],
            [.. arguments.Select(a => new BranchArgument(ValueKernel.Compile(names.Resolve(a.Value), names), a.Filter))],
            fed.ToImmutable())
        { Elements = rows.Elements };
    }

    private static BranchProgram Emission(BranchRows rows)
    {
        var names = rows.Names;
        var result = (ProjectNode)rows.Nodes[^1];
        var steps = Compile(rows.Nodes[..^1], names);
        return new BranchProgram(steps, [TimeColumn(rows.Time, names),
            .. result.Columns.Select(c => Column(c.Field, names.Resolve(c.Value), names))], [], [], [])
        { Elements = rows.Elements };
    }

    private static ImmutableArray<BranchStep> Compile(ImmutableArray<LogicalNode> path, BranchColumns names)
    {
        var steps = ImmutableArray.CreateBuilder<BranchStep>();
        foreach (var node in path)
        {
            switch (node)
            {
                case FilterNode filter:
                    steps.Add(new BranchStep(ValueKernel.Compile(names.Resolve(filter.Predicate), names), -1, "where"));
                    break;
                case ProjectNode project:
                    var meaning = new List<KeyValuePair<string, Expr>>();
                    foreach (var column in project.Columns)
                    {
                        var value = names.Resolve(column.Value);
                        if (value is CallExpr or UserCallExpr && !column.Lazy)
                        {
                            var kernel = ValueKernel.Compile(value, names, byRow: true);
                            var computed = names.Add(value.Type);
                            // A column that the optimizer made has no name that the author knows.
                            var what = column.Name.StartsWith('$') ? "column" : $"column '{column.Name}'";
                            steps.Add(new BranchStep(kernel, names.Computed(computed.Name), what));
                            value = computed;
                        }

                        meaning.Add(KeyValuePair.Create(column.Name, value));
                    }

                    names.Rename(meaning);
                    break;
            }
        }

        return steps.ToImmutable();
    }

    // A plain text column is read as dictionary entries, never as strings, so it has no kernel.
    private static BranchColumn Column(Field field, Expr value, BranchColumns names) =>
        value is ColumnExpr { Type.IsUtf8: true } text && names.Computed(text.Name) < 0
            ? new BranchColumn(field, names.Scanned(text.Name), null)
            : new BranchColumn(field, -1, ValueKernel.Compile(value, names));
}
