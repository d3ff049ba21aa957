using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// Makes the nodes of a plan, and checks all that a plan may not say: names, types, windows, keys. A front end (LINQ, SQL, JSON) only reads
/// its syntax and calls it; what is refused is noted in <see cref="Mistakes"/> with its place, and the rest is read on.
/// Not thread-safe.
/// </summary>
public sealed partial class PlanBuilder
{
    internal const int MaxKeys = 64;
    private const int MaxColumns = 1_000;

    private readonly Dictionary<string, SourceSchema> _sources = new(StringComparer.Ordinal);

    /// <summary>A builder for a job's plan.</summary>
    public PlanBuilder(string job)
    {
        ArgumentNullException.ThrowIfNull(job);
        Job = job;
        if (job.Length is 0 or > 100 || !char.IsAsciiLetter(job[0]) || !job.All(c =>
            char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            Refuse("UNI0030", $"job '{job}'", "the name is not a lower-case identifier of at most 100 characters.", "Override Name.");
        }
    }

    /// <summary>The job's name.</summary>
    public string Job { get; }

    /// <summary>What was refused so far.</summary>
    public Mistakes Mistakes { get; } = new();

    /// <summary>The events of a source.</summary>
    public LogicalNode Scan(SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_sources.TryAdd(source.Name, source) && _sources[source.Name] != source)
        {
            Refuse("UNI0055", $"source '{source.Name}'",
                $"two sources have this name: {_sources[source.Name].Describe()}; and {source.Describe()}.",
                "A source's name is its log's. Declare it once and share it, or give one another Name.");
        }

        return new ScanNode(source, source.Columns);
    }

    /// <summary>The rows for which a predicate is true.</summary>
    public LogicalNode Filter(LogicalNode input, Expr predicate, string node)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (predicate is not PoisonExpr && predicate.Type != DataType.Boolean)
        {
            Refuse("UNI0016", node, $"a condition is true or false; this is {predicate.Type}.", "Compare it with something.");
        }

        RequireColumnsOf(input, predicate, node);

        return predicate is PoisonExpr ? input : new FilterNode(input, predicate);
    }

    /// <summary>Columns, passed on or computed.</summary>
    public LogicalNode Project(LogicalNode input, IEnumerable<ProjectedColumn> columns, string node)
    {
        ImmutableArray<ProjectedColumn> all = [.. columns];
        RequireDistinct(all.Select(c => c.Name), "columns", node);
        RequireColumnsOf(input, all, node);
        return new ProjectNode(input, all);
    }

    /// <summary>The rows of both.</summary>
    public LogicalNode Concat(LogicalNode left, LogicalNode right, string node)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var added = right.Schema.Where(c => left.Schema.All(l => l.Name != c.Name)).Select(c => (c, (Field?)null));
        foreach (var (column, other) in left.Schema.Select(c => (c, right.Schema.FirstOrDefault(r => r.Name == c.Name))).Concat(added))
        {
            if (other is null || other.Type != column.Type)
            {
                Refuse("UNI0050", node, $"column {column} is {(other is null ? "missing" : other.Type.ToString())} on the other side.",
                    "Select the same columns of the same types on both sides, with the same precision and nullability.");
            }
        }

        ImmutableArray<LogicalNode> inputs = [.. Flat(left), .. Flat(right)];
        return new ConcatNode(inputs);
    }

    /// <summary>A row for every element of a list. The names of its columns begin with that of the list, and <c>[]</c>.</summary>
    /// <param name="input">The rows that have the list.</param>
    /// <param name="list">The list.</param>
    /// <param name="node">What the author wrote.</param>
    public UnnestNode? Unnest(LogicalNode input, Expr list, string node)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(list);
        RequireColumnsOf(input, list, node);
        if (list.Type is not { Kind: TypeKind.List, Element: { } element })
        {
            Refuse("UNI0065", node, $"only a list has elements; this is {list.Type}.",
                "Name a column that is an array, list or dictionary.");
            return null;
        }

        var prefix = (list is ColumnExpr { Name: var name } ? name : "list") + "[]";
        while (input.Schema.Any(c => c.Name == prefix || c.Name.StartsWith(prefix + ".", StringComparison.Ordinal)))
        {
            prefix += "[]";
        }

        var passed = input.Schema;
        if (list is not ColumnExpr column)
        {
            column = new ColumnExpr(prefix[..^2] + "#", list.Type);
            input = new ProjectNode(input, [.. passed.Select(c => new ProjectedColumn(c.Name, new ColumnExpr(c.Name, c.Type))),
                new ProjectedColumn(column.Name, list)]);
        }

        return new UnnestNode(input, column, prefix, passed, element.Fields);
    }

    /// <summary>Groups by keys, of which at most one is a window.</summary>
    public GroupBuilder Group(LogicalNode input, IEnumerable<KeyValuePair<string, Expr>> keys, string node)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImmutableArray<KeyValuePair<string, Expr>> all = [.. keys];
        RequireDistinct(all.Select(k => k.Key), "keys", node);
        var columns = ImmutableArray.CreateBuilder<KeyColumn>();
        WindowKey? window = null;
        foreach (var (name, value) in all)
        {
            RequireColumnsOf(input, value, node);
            if (FoundWindow.Of(input, value) is { } found)
            {
                if (window is not null)
                {
                    Refuse("UNI0032", node, "a query has one window.", "Group by other times as plain columns (f.Other.Date).");
                }
                else if (!found.OverEventTime)
                {
                    Refuse("UNI0032", node, $"a window is over the source's event time{(input.EventTime is { } at ? $", '{at}'" : "")}.",
                        "Window over the event time once; group by other times as plain columns (f.Other.Date)."
                        + (input.EventTime is null ? " Of several sources select each one's event time under one name." : ""));
                }

                if (found.Panes?.Problem is { } problem)
                {
                    Refuse("UNI0070", node, problem.Reason, problem.WayOut);
                }

                window ??= new WindowKey(name, found.Shape, value) { Panes = found.Panes };
            }
            else
            {
                columns.Add(new KeyColumn(name, value));
            }
        }

        if (window is { Panes: WindowLengths })
        {
            RequireDistinct(all.Select(k => k.Key).Append(window.LengthName), "keys", node);
        }

        if (all.Length is 0 or > MaxKeys)
        {
            Refuse("UNI0039", node, string.Create(CultureInfo.InvariantCulture, $"a group has 1 to {MaxKeys} keys, the window among them."),
                "Group by a constant for one total of everything; concatenate keys when there are more.");
        }

        return new GroupBuilder(this, input, columns.ToImmutable(), window);
    }

    /// <summary>Notes a refusal at the place that is being read.</summary>
    public void Refuse(string code, string node, string reason, string wayOut) =>
        Mistakes.Add(new DefinitionMistake(code, node, reason, wayOut));

    /// <summary>Refuses columns that the input does not have, which only a front end can name that does not know them.</summary>
    internal void RequireColumnsOf(LogicalNode input, Expr expr, string node)
    {
        foreach (var column in expr.Walk().OfType<ColumnExpr>().Where(c => !input.Schema.Contains(new Field(c.Name, c.Type))))
        {
            var known = input.Schema.FirstOrDefault(f => f.Name == column.Name);
            Refuse("UNI0012", node, known is null ? $"there is no column '{column.Name}'."
                : $"column '{column.Name}' is {known.Type}, not {column.Type}.",
                $"The columns here: {string.Join(", ", input.Schema)}.");
        }
    }

    private void RequireColumnsOf(LogicalNode input, IEnumerable<ProjectedColumn> columns, string node)
    {
        foreach (var column in columns)
        {
            RequireColumnsOf(input, column.Value, node);
        }
    }

    private void RequireColumns(IEnumerable<string> names, string node)
    {
        ImmutableArray<string> all = [.. names];
        RequireDistinct(all, "columns", node);
        foreach (var name in all.Where(n => n.StartsWith('_') || FinishedColumn.IsKept(n)))
        {
            Refuse("UNI0026", node, $"the result column '{name}' starts with '{name[0]}', which is kept for columns of Unified's own.",
                "Rename it.");
        }
    }

    private void RequireDistinct(IEnumerable<string> names, string what, string node)
    {
        foreach (var twice in names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Refuse("UNI0033", node, $"two {what} are named '{twice.Key}'.", "Rename one.");
        }
    }

    // A concatenation of concatenations is one; a projection that passes all of it on as it is changes nothing.
    private static IEnumerable<LogicalNode> Flat(LogicalNode node) => node switch
    {
        ConcatNode concat => concat.Inputs,
        ProjectNode { Input: ConcatNode { Inputs: var inputs } below } project when project.Schema == below.Schema
            && project.Columns.All(c => c.Value is ColumnExpr column && column.Name == c.Name) => inputs,
        _ => [node],
    };
}
