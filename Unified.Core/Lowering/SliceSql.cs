using System.Collections.Immutable;
using System.Globalization;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Sql;
using Unified.Types;

namespace Unified.Lowering;

/// <summary>
/// What a slice comes to, in the SQL of an engine that computes it in place of the native one: its rows and its ledger. An event that the
/// native engine would put into the quarantine (an overflow, a division by zero) is an error of the query.
/// </summary>
public static class SliceSql
{
    /// <summary>The rows of the slice: the columns of <see cref="RowLayout.Columns"/>, values as the numbers of their carriers.</summary>
    /// <exception cref="DefinitionException">UNI0090: something has no form in the engine that gives exactly the same.</exception>
    public static string Rows(JobPlan plan, SqlEngine engine, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        if (plan.Rows.Kind == RowKind.Emission)
        {
            throw engine.Refuse($"job '{plan.Job}', which has a row an event,");
        }

        return $"SELECT {string.Join(", ", plan.Rows.Columns.Select(c => Column(c, engine)))} "
            + $"FROM ({new StatesSql(plan, engine, All(plan, engine, inputs)).Of()})";
    }

    /// <summary>True when a job tells events of a log apart by their places: by partition and offset.</summary>
    public static bool NeedsPlaces(JobPlan plan, string log)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var groups = ((FinishNode)plan.Stored).Groups;
        return groups.Any(g => g.Aggregates.Any(a => a.Function.Order != Aggregates.EventOrder.None))
            || IsDistinct([.. groups.SelectMany(g => Ways(g.Input, log))]);
    }

    /// <summary>
    /// What became of the events of a log: for each epoch <c>epoch</c>, <c>taken</c>, how many went into a row. How many there were, and
    /// how many the history border leaves out, is <see cref="Read"/>.
    /// </summary>
    public static string Taken(JobPlan plan, string log, SqlEngine engine, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        var source = plan.Sources.Single(s => s.Name == log);
        var groups = ((FinishNode)plan.Stored).Groups;
        var ways = groups.Select((g, i) => (Group: g, Number: i))
            .Where(g => g.Group.Walk().OfType<ScanNode>().Any(s => s.Source.Name == log))
            .SelectMany(g => Ways(g.Group.Input, log).Select(w => (g.Number, Node: w))).ToList();
        var distinct = IsDistinct([.. ways.Select(w => w.Node)]);
        if (distinct && source.HasManyEvents)
        {
            throw engine.Refuse($"how many events of source '{log}', whose records hold several, job '{plan.Job}' takes,");
        }

        var queries = ways.Select(w =>
        {
            var places = new EventPlaces(plan, w.Number, engine);
            return $"SELECT {places.Names.Offset} AS place FROM ({new RelationSql(engine, All(plan, engine, inputs), places).Of(w.Node)})";
        });
        return $"SELECT {Epoch(source, "place", engine)} AS epoch, count({(distinct ? "DISTINCT place" : "*")}) AS taken "
            + $"FROM ({string.Join(" UNION ALL ", queries)}) GROUP BY {Epoch(source, "place", engine)}";
    }

    /// <summary>
    /// How many events of a log there are: for each epoch <c>epoch</c>, <c>found</c>, and of those <c>owned</c>, which the history border
    /// leaves to this side.
    /// </summary>
    public static string Read(JobPlan plan, string log, SqlEngine engine, params IReadOnlyList<OracleInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(engine);
        var source = plan.Sources.Single(s => s.Name == log);
        var time = source.Column(source.EventTime);
        string Owned(OracleInput input) => input.Origin is not { } origin ? "true"
            : Epochs.Ownership.CountsSql(origin, source.HistoryUntil, $"({Time(input, time, engine)})");
        var queries = inputs.Select(i => $"SELECT CAST({i.Offset} AS BIGINT) AS place, {Owned(i)} AS owned FROM {i.Relation}");
        return $"SELECT {Epoch(source, "place", engine)} AS epoch, count(*) AS found, count(*) FILTER (WHERE owned) AS owned "
            + $"FROM ({string.Join(" UNION ALL ", queries)}) GROUP BY {Epoch(source, "place", engine)}";
    }

    // Several ways may take one event, and a list makes several rows of it: its place tells.
    private static bool IsDistinct(IReadOnlyList<LogicalNode> ways) =>
        ways.Count > 1 || ways.Any(w => w.Walk().OfType<UnnestNode>().Any());

    // The ways that lead from the log to a group, each alone.
    private static IEnumerable<LogicalNode> Ways(LogicalNode node, string log) => node switch
    {
        ScanNode scan => scan.Source.Name == log ? [scan] : [],
        ConcatNode concat => concat.Inputs.SelectMany(i => Ways(i, log)),
        _ => Ways(node.Inputs.Single(), log).Select(w => node.With([w])),
    };

    // Offsets are not negative; of a day of history there is one epoch, and nobody asks which.
    private static string Epoch(SourceSchema source, string place, SqlEngine engine) => string.Create(CultureInfo.InvariantCulture,
        $"({place} {(engine == SqlEngine.Spark ? "div" : "//")} {source.Epochs.Offsets})");

    private static string Time(OracleInput input, Field time, SqlEngine engine) =>
        input.Read?.Invoke(time) ?? throw new InternalException($"Nothing says how {engine} reads '{time.Name}'.");

    // Logs that the slice is not of have no events, and no relation.
    private static OracleInput[] All(JobPlan plan, SqlEngine engine, IReadOnlyList<OracleInput> inputs) =>
        [.. inputs, .. plan.Sources.Where(s => inputs.All(i => i.Log != s.Name)).Select(s => Nothing(plan, s, engine))];

    private static OracleInput Nothing(JobPlan plan, SourceSchema source, SqlEngine engine)
    {
        var columns = plan.Input(source.Name).Columns.Items.Append(source.Column(source.EventTime)).DistinctBy(c => c.Name)
            .Select(c => $"CAST(NULL AS {engine.TypeName(c.Type)}) AS {engine.Quote(c.Name)}");
        return new OracleInput($"(SELECT {string.Join(", ", columns)} WHERE false)", null)
        {
            Log = source.Name,
            Partition = "0",
            Offset = "0",
            Read = c => engine.Quote(c.Name),
        };
    }

    private static string Column(Columnar.RowColumn column, SqlEngine engine) => column.Value is { } type
        ? $"CAST({engine.Quote(column.Name)} AS {engine.TypeName(type)}) AS {engine.Quote(column.Name)}" : engine.Quote(column.Name);
}
