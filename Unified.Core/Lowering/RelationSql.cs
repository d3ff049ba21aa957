using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Sql;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>The relations below a grouping in the SQL of an engine, over given events.</summary>
/// <param name="engine">The engine.</param>
/// <param name="inputs">The events.</param>
/// <param name="places">The places of events, as columns of their own; null without.</param>
internal sealed class RelationSql(SqlEngine engine, IReadOnlyList<OracleInput> inputs, EventPlaces? places = null)
{
    private static readonly SqlForms<(UnnestNode Node, string Columns, string Passed, string Rows)> Unnested = new()
    {
        { SqlEngine.DuckDb, u => $"SELECT {u.Columns} FROM (SELECT *, unnest(from_json({Quoted(u.Node)}, '[\"JSON\"]')) "
            + $"AS \"#e\" FROM ({u.Rows}))" },
        { SqlEngine.Spark, u => $"SELECT {u.Columns}{u.Passed} FROM (SELECT *, explode(from_json({Quoted(u.Node, SqlEngine.Spark)}, "
            + $"'ARRAY<{(u.Node.List.Type.Element!.Kind == ElementKind.Value ? "STRING" : "ARRAY<STRING>")}>')) AS `#e` FROM ({u.Rows}))" },
    };

    private static readonly SqlForms<(ListElement Element, Field Field)> Elements = new()
    {
        { SqlEngine.DuckDb, e => (e.Element.Kind == ElementKind.Value ? "\"#e\" ->> '$'"
            : string.Create(CultureInfo.InvariantCulture, $"\"#e\" ->> '$[{e.Element.Fields.Items.IndexOf(e.Field)}]'"))
            is var text ? $"({text})::{DuckDb.Type(e.Field.Type)}" : null },
        { SqlEngine.Spark, e => Spark.Cast(e.Element.Kind == ElementKind.Value ? "`#e`"
            : string.Create(CultureInfo.InvariantCulture, $"`#e`[{e.Element.Fields.Items.IndexOf(e.Field)}]"), e.Field.Type) },
    };

    // Behind the columns that a projection has.
    private string Passed => places is null ? ""
        : $", {places.Names.Log}, {places.Names.Partition}, {places.Names.Offset}, {places.Names.Branch}";

    /// <summary>A node's rows.</summary>
    public string Of(LogicalNode node) => node switch
    {
        ScanNode scan => Events(scan),
        FilterNode filter => Filtered(filter),
        ProjectNode project =>
            $"SELECT {string.Join(", ", project.Columns.Select(c => $"{c.Value.In(engine)} AS {engine.Quote(c.Name)}"))}{Passed} FROM "
                + $"({Of(project.Input)})",
        UnnestNode unnest => Unnest(unnest),
        ConcatNode concat => string.Join(" UNION ALL ", concat.Inputs.Select(i =>
            $"SELECT {string.Join(", ", Common(concat).DefaultIfEmpty("1"))}{Passed} FROM ({Of(i)})")),
        _ => throw new InternalException($"Node {node.GetType().Name} has no relation in {engine}."),
    };

    // What only a filter of one input asks for, the others do not have.
    private IEnumerable<string> Common(ConcatNode concat) => concat.Schema
        .Where(f => concat.Inputs.All(i => i.Schema.Any(o => o.Name == f.Name && o.Type.Kind == f.Type.Kind)))
        .Select(f => engine.Quote(f.Name));

    // The text of a list is JSON of texts: ListText.
    private string Unnest(UnnestNode unnest)
    {
        var element = unnest.List.Type.Element!;
        // With no column of either there is one all the same: the rows count.
        var columns = unnest.Passed.Select(c => engine.Quote(c.Name)).Concat(unnest.Fields.Select(f =>
            $"{Elements.In(engine, (element, f), $"list '{unnest.List.Name}'")} AS "
                + engine.Quote(ListElement.Column(unnest.Prefix, f.Name)))).DefaultIfEmpty("1");
        return Unnested.In(engine, (unnest, string.Join(", ", columns), Passed, Of(unnest.Input)), $"list '{unnest.List.Name}'");
    }

    private static string Quoted(UnnestNode unnest, SqlEngine? engine = null) => (engine ?? SqlEngine.DuckDb).Quote(unnest.List.Name);

    // DuckDB asks all conditions above a scan in the order that it likes. One that can fail must wait for those below it: in one expression
    // with them, or behind a limit, through which no condition passes.
    private string Filtered(FilterNode filter)
    {
        var (predicate, below) = (filter.Predicate, filter.Input);
        while (below is FilterNode inner)
        {
            (predicate, below) = (new CallExpr(Logic.And, [inner.Predicate, predicate], DataType.Boolean), inner.Input);
        }

        return $"SELECT * FROM ({Waiting(below, predicate.CanFail())}) WHERE {predicate.In(engine)}";
    }

    /// <summary>
    /// A node's rows for something that may fail, or that is computed of columns that may: no condition from above passes, and what is
    /// above is asked of these rows alone.
    /// </summary>
    public string Waiting(LogicalNode node, bool canFail)
    {
        var waits = engine == SqlEngine.DuckDb && node.Walk().OfType<FilterNode>().Any()
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

        var place = places?.Next(scan);
        string Columns(OracleInput input) => string.Join(", ",
            scan.Columns.Select(c => $"{input.Read?.Invoke(c) ?? Read(c)} AS {engine.Quote(c.Name)}"));
        return string.Join(" UNION ALL ", own.Select(input =>
            $"SELECT * FROM (SELECT {Columns(input)}{place?.Invoke(input)} FROM {input.Relation})"
            + (input.Origin is { } origin
                ? $" WHERE {Ownership.CountsSql(origin, scan.Source.HistoryUntil, engine.Quote(scan.Source.EventTime))}" : "")));
    }

    // A column as it is stored, as a value of expressions.
    private string Read(Field column) => column.Type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.Time => $"epoch_us({engine.Quote(column.Name)})",
        TypeKind.Date => $"({engine.Quote(column.Name)} - DATE '1970-01-01')::INTEGER",
        _ => $"{engine.Quote(column.Name)}::{engine.TypeName(column.Type)}",
    };
}
