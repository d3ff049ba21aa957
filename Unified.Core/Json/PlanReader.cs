using System.Globalization;
using System.Reflection;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Time;
using Unified.Types;

namespace Unified.Json;

/// <summary>Reads the document of a plan; the builders judge what it says, as they do for every front end.</summary>
internal sealed class PlanReader
{
    private readonly PlanBuilder _plan;
    private readonly ExprReader _expressions;
    private readonly Dictionary<string, SourceSchema> _sources = new(StringComparer.Ordinal);

    private PlanReader(JsonPart document, IReadOnlyList<Assembly> assemblies, PlanBuilder plan)
    {
        _plan = plan;
        foreach (var source in document["sources"].Items)
        {
            Source(source);
        }

        _expressions = new ExprReader(document, assemblies, plan.Mistakes);
    }

    public static JobPlan Read(JsonPart document, IEnumerable<Assembly> functions)
    {
        if (document["format"].Int32 is var format && format != PlanJson.Format)
        {
            throw document["format"]
                .Refuse(string.Create(CultureInfo.InvariantCulture,
                $"format {format} is not read here; this version reads {PlanJson.Format}."),
                "Use the version that wrote the document, or a later one.", "UNI0060");
        }

        document.Only("format", "job", "definitionVersion", "sources", "functions", "expressions", "result");
        var plan = new PlanBuilder(document["job"].Text);
        var result = plan.Mistakes.Try(() => new PlanReader(document, [.. functions], plan).Result(document["result"]), () => null);
        plan.Mistakes.ThrowIfAny(plan.Job);
        var read = JobPlan.Create(plan.Job, result!);
        return document.Find("definitionVersion") is not { } version || version.Text == read.Version ? read
            : throw version.Refuse($"the document is version {version.Text}; in this program it would be {read.Version}.",
                "Run the program that wrote it, or leave the version out: it is another definition then.", "UNI0063");
    }

    private void Source(JsonPart part)
    {
        part.Only("name", "topic", "format", "partitions", "epochLength", "eventTime", "history", "historyUntil", "columns", "forms");
        var until = part.Find("historyUntil");
        var columns = part["columns"].Items.Select(Column).ToList();
        var source = new SourceSchema
        {
            Name = part["name"].Text,
            Topic = part["topic"].Text,
            Format = Enum.GetValues<SourceFormat>().Cast<SourceFormat?>().FirstOrDefault(f => f.ToString() == part["format"].Text)
                ?? throw part["format"].Refuse($"'{part["format"].Text}' is no format of records that this version reads.",
                    $"Write {string.Join(", ", Enum.GetNames<SourceFormat>())}."),
            Partitions = part["partitions"].Int32,
            Epochs = new EpochLength(part["epochLength"].Int64),
            History = part.Find("history")?.Text,
            HistoryUntil = until is null ? null : Timestamps.TryParse(until.Text) ?? throw until.Refuse($"'{until.Text}' is no time.",
                "Write 2024-03-02T00:00:00Z."),
            EventTime = part["eventTime"].Text,
            Columns = [.. columns],
            Forms = [.. (part.Find("forms")?.Items ?? []).Select(Form)],
        };
        var builder = new SourceBuilder(_plan.Mistakes, part.Path);
        builder.RequireSettings(source);
        columns.ForEach(builder.RequireType);
        builder.RequireNames([.. columns.Select(c => c.Name)]);
        builder.RequireEventTime(columns.FirstOrDefault(c => c.Name == source.EventTime));
        if (!_sources.TryAdd(source.Name, source))
        {
            throw part["name"].Refuse($"two sources are named '{source.Name}'.", "A source's name is its log's: declare it once.",
                "UNI0055");
        }
    }

    private static Field Column(JsonPart part)
    {
        part.Only("name", "type");
        return new Field(part["name"].Text, part["type"].Type);
    }

    private static ColumnForm Form(JsonPart part)
    {
        part.Only("column", "path", "unixTime", "numbersInText", "textOfNumbers", "ignoreCase", "default", "presence", "required",
            "elements");
        return new ColumnForm(part["column"].Text)
        {
            Path = [.. (part.Find("path")?.Items ?? []).Select(p => p.Text)],
            UnixTime = part.Find("unixTime") is not { } unit ? null
                : Enum.TryParse<UnixTimeUnit>(unit.Text, out var known) && known.ToString() == unit.Text ? known
                : throw unit.Refuse($"'{unit.Text}' is no unit of time.", "Write Seconds, Milliseconds, Microseconds or Nanoseconds."),
            NumbersInText = part.Find("numbersInText")?.Flag ?? false,
            TextOfNumbers = part.Find("textOfNumbers")?.Flag ?? false,
            IgnoreCase = part.Find("ignoreCase")?.Flag ?? false,
            Default = part.Find("default")?.Text,
            Presence = part.Find("presence")?.Flag ?? false,
            Required = part.Find("required")?.Flag ?? false,
            Elements = [.. (part.Find("elements")?.Items ?? []).Select(Form)],
        };
    }

    private ResultNode? Result(JsonPart part)
    {
        var result = part["kind"].Text switch
        {
            "rows" => Rows(part),
            "groups" => Groups(part),
            "top" => Top(part),
            "events" => Events(part),
            var kind => throw part["kind"].Refuse($"there is no result '{kind}'.", "Write rows, groups, top or events."),
        };
        if (result is FinishNode && part.Find("sorted") is { } sorted)
        {
            result = _plan.Sort(result, sorted.Items.Select(s => s.Text.StartsWith('-') ? (s.Text[1..], true) : (s.Text, false)),
                sorted.Path);
        }

        if (result is not null && part.Find("order") is { } order && order.Items is { Count: > 0 } columns)
        {
            result = _plan.Order(result, columns.Select(c => c.Text), order.Path);
        }

        return result is not null && part.Find("keepDays") is { } days ? _plan.Keep(result, TimeSpan.FromDays(days.Int32), days.Path)
            : result;
    }

    private ResultNode? Top(JsonPart part)
    {
        part.Only("kind", "input", "count", "by", "of", "order", "keepDays");
        return Result(part["input"]) is { } input ? _plan.Top(input, part["count"].Int32, part["by"].Text,
            part["of"].Items.Select(c => c.Text), part.Path) : null;
    }

    private ResultNode? Events(JsonPart part)
    {
        part.Only("kind", "input", "columns", "order", "keepDays");
        var groups = part["input"];
        if (groups["kind"].Text != "groups" || Groups(groups, expands: true) is not { } input)
        {
            return groups["kind"].Text == "groups" ? null
                : throw groups["kind"].Refuse("rows are made of the first events of groups.", "Write groups.");
        }

        if (groups.Find("order") is { } order && order.Items is { Count: > 0 } names)
        {
            input = _plan.Order(input, names.Select(c => c.Text), order.Path);
        }

        var columns = part["columns"].Items.Select(c => Column(c, [], inner: false)).ToList();
        return columns.Contains(null) ? null : _plan.Expand(input, columns.OfType<ResultColumn>(), part["columns"].Path);
    }

    private ResultNode? Rows(JsonPart part)
    {
        part.Only("kind", "input", "columns", "order", "keepDays");
        var (input, columns) = (Node(part["input"]), Projected(part["columns"]));
        return columns.Any(c => c.Value is PoisonExpr) ? null : _plan.Emit(input, columns, part["columns"].Path);
    }

    private ResultNode? Groups(JsonPart part, bool expands = false)
    {
        part.Only("kind", "inner", "groups", "columns", "aggregates", "having", "order", "sorted", "keepDays");
        var inner = part["inner"].Flag;
        var groups = part["groups"].Items.Select(Group).ToList();
        if (groups.Count == 0 || (inner && groups.Count == 1))
        {
            throw part["groups"].Refuse($"{groups.Count} groups are not enough.", "Give one, or two and more for a cogroup or a join.");
        }

        var columns = part["columns"].Items.Select(c => _plan.Mistakes.Try(() => Column(c, groups, inner), () => null)).ToList();
        var hidden = part.Find("aggregates")?.Items.Select(a => _plan.Mistakes.Try(() => Aggregate(a, groups, inner), () => null)).ToList()
            ?? [];
        if (columns.Contains(null) || hidden.Contains(null))
        {
            return null;
        }

        var having = part.Find("having") is { } condition ? _expressions.Read(condition) : null;
        return having is PoisonExpr ? null
            : _plan.Finish([.. groups], inner, [.. columns.OfType<ResultColumn>()], part["columns"].Path, having, expands: expands);
    }

    private GroupBuilder Group(JsonPart part)
    {
        part.Only("input", "keys");
        var keys = Projected(part["keys"]).Where(k => k.Value is not PoisonExpr).Select(k => KeyValuePair.Create(k.Name, k.Value)).ToList();
        return keys.Count == 0 && part["keys"].Items.Count > 0
            ? _plan.Group(Node(part["input"]), [KeyValuePair.Create<string, Expr>("key", new ConstantExpr(0, DataType.Int32))],
                part["keys"].Path)
            : _plan.Group(Node(part["input"]), keys, part["keys"].Path);
    }

    private ResultColumn? Column(JsonPart part, List<GroupBuilder> groups, bool inner)
    {
        if (part.Find("key") is { } key)
        {
            part.Only("name", "key");
            return new ResultColumn(part["name"].Text, key.Text, null);
        }

        if (part.Find("value") is { } value)
        {
            part.Only("name", "value");
            return _expressions.Read(value) is not PoisonExpr and var computed
                ? new ResultColumn(part["name"].Text, null, null, computed) : null;
        }

        return Aggregate(part, groups, inner) is { } added ? new ResultColumn(part["name"].Text, null, added) : null;
    }

    private AddedAggregate? Aggregate(JsonPart part, List<GroupBuilder> groups, bool inner)
    {
        part.Only("name", "group", "aggregate", "argument", "by", "share", "options", "filter", "count", "keys", "values");
        var (number, share) = (part["group"], part.Find("share"));
        var group = number.Int32 is >= 0 and var index && index < groups.Count ? groups[index]
            : throw number.Refuse($"there is no group {number.Int32}.", "Count the groups from 0.");
        decimal? parameter = share is null ? null : decimal.TryParse(share.Text, NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var parsed) ? parsed
            : throw share.Refuse($"'{share.Text}' is no share.", "Write \"0.95\", for example.");
        if (part["aggregate"].Text == FirstEventsAggregate.Instance.Name)
        {
            return group.AddFirst(part["name"].Text,
                [.. part["keys"].Items.Select(k => (_expressions.Read(k["by"]), k["descending"].Flag))],
                [.. part["values"].Items.Select(_expressions.Read)], part["count"].Int32,
                part.Find("filter") is { } which ? _expressions.Read(which) : null, part.Path);
        }

        return group.Add(part["name"].Text, part["aggregate"].Text,
            part.Find("argument") is { } argument ? _expressions.Read(argument) : null, parameter,
            partial: groups.Count > 1, optional: groups.Count > 1 && !inner, part.Path,
            part.Find("filter") is { } filter ? _expressions.Read(filter) : null,
            part.Find("by") is { } by ? _expressions.Read(by) : null,
            [.. (part.Find("options")?.Items ?? []).Select(o => _expressions.Read(o) as ConstantExpr
                ?? throw o.Refuse("an option is a constant.", "Write it as one."))]);
    }

    private LogicalNode Node(JsonPart part)
    {
        switch (part["node"].Text)
        {
            case "scan":
                part.Only("node", "source");
                return _plan.Scan(_sources.GetValueOrDefault(part["source"].Text)
                    ?? throw part["source"].Refuse($"there is no source '{part["source"].Text}'.", "Declare it in 'sources'."));
            case "filter":
                part.Only("node", "input", "predicate");
                return _plan.Filter(Node(part["input"]), _expressions.Read(part["predicate"]), part["predicate"].Path);
            case "project":
                part.Only("node", "input", "columns");
                return _plan.Project(Node(part["input"]), Projected(part["columns"]).Where(c => c.Value is not PoisonExpr),
                    part["columns"].Path);
            case "result":
                part.Only("node", "result");
                return Result(part["result"]) ?? throw part["result"].Refuse("it has mistakes.", "Mend them.");
            case "unnest":
                part.Only("node", "input", "list");
                var rows = Node(part["input"]);
                return _expressions.Read(part["list"]) is not PoisonExpr and var list && _plan.Unnest(rows, list, part.Path) is { } unnested
                    ? unnested : throw part["list"].Refuse("no row can be made of its elements.", "Name a column that is a list.");
            case "concat":
                part.Only("node", "inputs");
                var inputs = part["inputs"].Items.Select(Node).ToList();
                return inputs.Count > 1 ? inputs.Aggregate((left, right) => _plan.Concat(left, right, part.Path))
                    : throw part["inputs"].Refuse("a concatenation has two inputs and more.", "Leave it out, or add an input.");
            case var kind:
                throw part["node"].Refuse($"there is no node '{kind}'.", "Write scan, filter, project, unnest, concat or result.");
        }
    }

    private List<ProjectedColumn> Projected(JsonPart part)
    {
        var columns = new List<ProjectedColumn>();
        foreach (var column in part.Items)
        {
            column.Only("name", "value");
            columns.Add(new ProjectedColumn(column["name"].Text, _expressions.Read(column["value"])));
        }

        return columns;
    }
}
