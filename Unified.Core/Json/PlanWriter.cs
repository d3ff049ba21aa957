using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Unified.Aggregates;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Time;

namespace Unified.Json;

/// <summary>Writes the document of a plan. <see cref="PlanReader"/> reads it.</summary>
internal sealed class PlanWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly ExprWriter _expressions;

    private PlanWriter(Utf8JsonWriter json, ResultNode plan) => (_json, _expressions) = (json, new ExprWriter(json, plan));

    public static string Write(JobPlan plan)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            MaxDepth = JsonPart.MaxDepth,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            new PlanWriter(json, plan.Definition).Document(plan);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private void Document(JobPlan plan)
    {
        _json.WriteStartObject();
        _json.WriteNumber("format", PlanJson.Format);
        _json.WriteString("job", plan.Job);
        _json.WriteString("definitionVersion", plan.Version);
        Array("sources", plan.Sources, Source);
        _expressions.WriteTables();
        _json.WritePropertyName("result");
        Result(plan.Definition);
        _json.WriteEndObject();
    }

    private void Source(SourceSchema source)
    {
        _json.WriteStartObject();
        _json.WriteString("name", source.Name);
        _json.WriteString("topic", source.Topic);
        _json.WriteString("format", source.Format.ToString());
        _json.WriteNumber("partitions", source.Partitions);
        _json.WriteNumber("epochLength", source.Epochs.Offsets);
        _json.WriteString("eventTime", source.EventTime);
        if (source.History is { } history)
        {
            _json.WriteString("history", history);
        }

        if (source.HistoryUntil is { } until)
        {
            _json.WriteString("historyUntil", Timestamps.Format(until));
        }

        Array("columns", source.Columns, column =>
        {
            _json.WriteStartObject();
            _json.WriteString("name", column.Name);
            _json.WriteString("type", column.Type.ToString());
            _json.WriteEndObject();
        });
        if (source.Forms.Length > 0)
        {
            Array("forms", source.Forms, Form);
        }

        _json.WriteEndObject();
    }

    private void Form(ColumnForm form)
    {
        _json.WriteStartObject();
        _json.WriteString("column", form.Column);
        Array("path", form.Path, _json.WriteStringValue);
        if (form.UnixTime is { } unit)
        {
            _json.WriteString("unixTime", unit.ToString());
        }

        foreach (var (name, set) in new[] { ("numbersInText", form.NumbersInText), ("textOfNumbers", form.TextOfNumbers),
            ("ignoreCase", form.IgnoreCase), ("presence", form.Presence),
            ("required", form.Required) })
        {
            if (set)
            {
                _json.WriteBoolean(name, true);
            }
        }

        if (form.Default is { } value)
        {
            _json.WriteString("default", value);
        }

        if (form.Elements.Length > 0)
        {
            Array("elements", form.Elements, Form);
        }

        _json.WriteEndObject();
    }

    private void Result(ResultNode result)
    {
        _json.WriteStartObject();
        switch (result)
        {
            case EmitNode { Input: ProjectNode rows }:
                _json.WriteString("kind", "rows");
                Node("input", rows.Input);
                Array("columns", rows.Columns, c => Named(c.Name, c.Value));
                break;
            case TopNode top:
                _json.WriteString("kind", "top");
                _json.WritePropertyName("input");
                Result(top.Input);
                _json.WriteNumber("count", top.Count);
                _json.WriteString("by", top.By);
                Array("of", top.Of, _json.WriteStringValue);
                break;
            case ExpandNode expand:
                _json.WriteString("kind", "events");
                _json.WritePropertyName("input");
                Result(expand.Input);
                Array("columns", expand.Columns, c => Column(c, []));
                break;
            case FinishNode finish:
                _json.WriteString("kind", "groups");
                _json.WriteBoolean("inner", finish.Matched.Length > 0);
                Array("groups", finish.Groups, Group);
                Finished(finish);
                break;
            default:
                throw new InternalException($"A {result.GetType().Name} has no JSON form.");
        }

        Array("order", result.Order, _json.WriteStringValue);
        // A ranking has the order of what it ranks.
        if (result is FinishNode && result.Sorted.Length > 0)
        {
            Array("sorted", result.Sorted, s => _json.WriteStringValue(s.Descending ? $"-{s.Name}" : s.Name));
        }

        if (result.KeepDays is { } days)
        {
            _json.WriteNumber("keepDays", days);
        }

        _json.WriteEndObject();
    }

    // Which key is the window is found from its expression.
    private void Group(AggregateNode group)
    {
        _json.WriteStartObject();
        Node("input", group.Input);
        var keys = group.Keys.Select(k => (k.Name, k.Value)).Concat(group.Window is { } window ? [(window.Name, window.Start)] : []);
        Array("keys", keys, k => Named(k.Name, k.Item2));
        _json.WriteEndObject();
    }

    // Columns; aggregates that are only in their expressions; which rows there are.
    private void Finished(FinishNode finish)
    {
        var calls = finish.Groups.SelectMany((g, i) => g.Aggregates.Select(a => (Group: i, Call: a))).ToList();
        Array("columns", finish.Columns, c => Column(c, calls));
        // The counts of a join and the times of sessions are made by who reads it.
        var hidden = calls.Where((c, place) => finish.Columns.All(o => o.Aggregate != place)
            && !finish.Matched.Contains(c.Call.States[0].Name) && c.Call.Output != SessionWindows.First(c.Group)
            && c.Call.Output != SessionWindows.Last(c.Group)).ToList();
        if (hidden.Count > 0)
        {
            Array("aggregates", hidden, h => Aggregate(h.Call.Output, h.Group, h.Call));
        }

        if (finish.Having is { } having)
        {
            _json.WritePropertyName("having");
            _expressions.Write(having);
        }
    }

    private void Column(OutputColumn column, List<(int Group, AggregateCall Call)> calls)
    {
        if (column.Value is { } value)
        {
            Named(column.Field.Name, value);
            return;
        }

        if (column.Aggregate is { } place)
        {
            Aggregate(column.Field.Name, calls[place].Group, calls[place].Call);
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("name", column.Field.Name);
        _json.WriteString("key", column.Key);
        _json.WriteEndObject();
    }

    private void Aggregate(string name, int group, AggregateCall call)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteNumber("group", group);
        _json.WriteString("aggregate", call.Function.Name);
        if (call.Argument is { } argument)
        {
            _json.WritePropertyName("argument");
            _expressions.Write(argument);
        }

        // Event time is found again by who reads it.
        if (call is { By: { } by, Function: { Order: not EventOrder.EventTime, IsOrderedByItself: false } })
        {
            _json.WritePropertyName("by");
            _expressions.Write(by);
        }

        // The length of the window is found again by who reads it.
        if (call is { Parameter: { } share, Function.HasShare: true })
        {
            _json.WriteString("share", share.ToString("0.######", CultureInfo.InvariantCulture));
        }

        if (call.Function == FirstEventsAggregate.Instance)
        {
            FirstEvents(call);
        }
        else if (call.Options.Length > 0)
        {
            Array("options", call.Options, _expressions.Write);
        }

        if (call.Filter is { } filter)
        {
            _json.WritePropertyName("filter");
            _expressions.Write(filter);
        }

        _json.WriteEndObject();
    }

    private void FirstEvents(AggregateCall call)
    {
        var layout = FirstEventsLayout.Of(call);
        _json.WriteNumber("count", layout.Limit);
        Array("keys", layout.Keys.Zip(call.More), k =>
        {
            _json.WriteStartObject();
            _json.WritePropertyName("by");
            _expressions.Write(k.Second);
            _json.WriteBoolean("descending", k.First.Descending);
            _json.WriteEndObject();
        });
        Array("values", call.More.Skip(layout.Keys.Length), _expressions.Write);
    }

    private void Node(string name, LogicalNode node)
    {
        _json.WritePropertyName(name);
        Node(node);
    }

    private void Node(LogicalNode node)
    {
        _json.WriteStartObject();
        switch (node)
        {
            case ScanNode scan:
                _json.WriteString("node", "scan");
                _json.WriteString("source", scan.Source.Name);
                break;
            case FilterNode filter:
                _json.WriteString("node", "filter");
                Node("input", filter.Input);
                _json.WritePropertyName("predicate");
                _expressions.Write(filter.Predicate);
                break;
            case ProjectNode project:
                _json.WriteString("node", "project");
                Node("input", project.Input);
                Array("columns", project.Columns, c => Named(c.Name, c.Value));
                break;
            case ResultNode result:
                _json.WriteString("node", "result");
                _json.WritePropertyName("result");
                Result(result);
                break;
            case UnnestNode unnest:
                _json.WriteString("node", "unnest");
                Node("input", unnest.Input);
                _json.WritePropertyName("list");
                _expressions.Write(unnest.List);
                break;
            case ConcatNode concat:
                _json.WriteString("node", "concat");
                Array("inputs", concat.Inputs, Node);
                break;
            default:
                throw new InternalException($"A {node.GetType().Name} has no JSON form.");
        }

        _json.WriteEndObject();
    }

    private void Named(string name, Expressions.Expr value)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WritePropertyName("value");
        _expressions.Write(value);
        _json.WriteEndObject();
    }

    private void Array<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        _json.WriteEndArray();
    }
}
