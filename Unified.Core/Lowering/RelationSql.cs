using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Sql;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>The relations below a grouping as DuckDB SQL, over given events.</summary>
/// <param name="inputs">The events.</param>
/// <param name="places">The places of events, as columns of their own; null without.</param>
internal sealed class RelationSql(IReadOnlyList<OracleInput> inputs, EventPlaces? places = null)
{
    private static readonly SqlEngine Engine = SqlEngine.DuckDb;

    // Behind the columns that a projection has.
    private string Passed => places is null ? ""
        : $", {EventPlaces.Names.Log}, {EventPlaces.Names.Partition}, {EventPlaces.Names.Offset}, {EventPlaces.Names.Branch}";

    /// <summary>A node's rows.</summary>
    public string Of(LogicalNode node) => node switch
    {
        ScanNode scan => Events(scan),
        FilterNode filter => Filtered(filter),
        ProjectNode project =>
            $"SELECT {string.Join(", ", project.Columns.Select(c => $"{c.Value.In(Engine)} AS {Engine.Quote(c.Name)}"))}{Passed} FROM "
                + $"({Of(project.Input)})",
        UnnestNode unnest => Unnest(unnest),
        ConcatNode concat => string.Join(" UNION ALL BY NAME ", concat.Inputs.Select(i => $"SELECT * FROM ({Of(i)})")),
        _ => throw new InternalException($"Node {node.GetType().Name} has no relation in {Engine}."),
    };

    // The text of a list is JSON of texts: ListText.
    private string Unnest(UnnestNode unnest)
    {
        var element = unnest.List.Type.Element!;
        string Value(Field field)
        {
            var text = element.Kind == ElementKind.Value ? "\"#e\" ->> '$'"
                : string.Create(CultureInfo.InvariantCulture, $"\"#e\" ->> '$[{element.Fields.Items.IndexOf(field)}]'");
            return $"({text})::{Engine.TypeName(field.Type)} AS {Engine.Quote(ListElement.Column(unnest.Prefix, field.Name))}";
        }

        // With no column of either there is one all the same: the rows count.
        var columns = unnest.Passed.Select(c => Engine.Quote(c.Name)).Concat(unnest.Fields.Select(Value)).DefaultIfEmpty("1");
        return $"SELECT {string.Join(", ", columns)} FROM (SELECT *, unnest(from_json({Engine.Quote(unnest.List.Name)}, '[\"JSON\"]')) "
            + $"AS \"#e\" FROM ({Of(unnest.Input)}))";
    }

    // DuckDB asks all conditions above a scan in the order that it likes. One that can fail must wait for those below it: in one expression
    // with them, or behind a limit, through which no condition passes.
    private string Filtered(FilterNode filter)
    {
        var (predicate, below) = (filter.Predicate, filter.Input);
        while (below is FilterNode inner)
        {
            (predicate, below) = (new CallExpr(Logic.And, [inner.Predicate, predicate], DataType.Boolean), inner.Input);
        }

        return $"SELECT * FROM ({Waiting(below, predicate.CanFail())}) WHERE {predicate.In(Engine)}";
    }

    /// <summary>
    /// A node's rows for something that may fail, or that is computed of columns that may: no condition from above passes, and what is
    /// above is asked of these rows alone.
    /// </summary>
    public string Waiting(LogicalNode node, bool canFail)
    {
        var waits = node.Walk().OfType<FilterNode>().Any()
            && (canFail || node.Walk().OfType<ProjectNode>().Any(p => p.Columns.Any(c => c.Value.CanFail())));
        return $"{Of(node)}{(waits ? $" LIMIT {long.MaxValue}" : "")}";
    }

    private string Events(ScanNode scan)
    {
        var own = inputs.Where(i => i.Log is null || i.Log == scan.Source.Name).ToList();
        if (own.Count == 0)
        {
            throw new ArgumentException($"The plan reads log '{scan.Source.Name}', and no {nameof(OracleInput)} is given for it. "
                + "Give one, with an empty relation where there are no events.");
        }

        var columns = string.Join(", ", scan.Columns.Select(c => $"{Read(c)} AS {Engine.Quote(c.Name)}"));
        var place = places?.Next(scan);
        return string.Join(" UNION ALL ", own.Select(input =>
            $"SELECT * FROM (SELECT {columns}{place?.Invoke(input)} FROM {input.Relation})"
            + (input.Origin is { } origin
                ? $" WHERE {Ownership.CountsSql(origin, scan.Source.HistoryUntil, Engine.Quote(scan.Source.EventTime))}" : "")));
    }

    // A column as it is stored, as a value of expressions.
    private static string Read(Field column) => column.Type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.Time => $"epoch_us({Engine.Quote(column.Name)})",
        TypeKind.Date => $"({Engine.Quote(column.Name)} - DATE '1970-01-01')::INTEGER",
        _ => $"{Engine.Quote(column.Name)}::{Engine.TypeName(column.Type)}",
    };
}
