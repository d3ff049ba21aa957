using System.Globalization;
using System.Text;
using System.Text.Json;
using Unified.Errors;

namespace Unified.Hosting.Scaffolding;

/// <summary>What is to be written.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Record">The name of the record type.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Partitions">The topic's partitions.</param>
/// <param name="EventTime">The field that is the event time, inside of objects with dots; null takes the likeliest.</param>
/// <param name="From">What it was learnt from, for a comment.</param>
internal sealed record SourceRequest(string Topic, string Record, string Namespace, int Partitions, string? EventTime, string From);

/// <summary>Writes the C# of a record and its source.</summary>
internal sealed class SourceWriter
{
    private static readonly (string Form, JsonNamingPolicy? Policy)[] Spellings =
    [
        ("Exact", null), ("CamelCase", JsonNamingPolicy.CamelCase), ("SnakeCase", JsonNamingPolicy.SnakeCaseLower),
        ("KebabCase", JsonNamingPolicy.KebabCaseLower),
    ];

    private readonly SourceRequest _request;
    private readonly Inference _inference;
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly (string Form, JsonNamingPolicy? Policy) _spelling;
    private readonly List<string> _records = [];
    private bool _names;

    private SourceWriter(SourceRequest request, Inference inference)
    {
        (_request, _inference) = (request, inference);
        var names = AllNames(inference.Record).ToList();
        _spelling = Spellings.MaxBy(s => names.Count(n => Spelled(Identifiers.Pascal(n), s.Policy) == n));
    }

    /// <summary>The file.</summary>
    /// <exception cref="DataException">No field can be the event time.</exception>
    public static string Write(SourceRequest request, Inference inference) => new SourceWriter(request, inference).File();

    private string File()
    {
        var (time, record) = EventTimePath.Of(_inference.Record, _request.EventTime, _request.From);
        _types.Add(_request.Record);
        var path = Record(record, _request.Record, time);
        var property = Identifiers.Pascal(_request.Topic);
        var left = string.Concat(_inference.LeftOut.Select(l => $"\n// Not taken: {OneLine(l.Path)} {l.Reason}."));
        return $$"""
            {{(_names ? "using System.Text.Json.Serialization;\n" : "")}}using Unified.Definition;

            namespace {{_request.Namespace}};

            // Written from {{OneLine(_request.From)}}: a type is as wide as what was there. Widen it where more may come.{{left}}
            {{string.Join("\n\n", _records.AsEnumerable().Reverse())}}

            /// <summary>The logs that the jobs of this program read.</summary>
            public static partial class Sources
            {
                /// <summary>The topic '{{Xml(_request.Topic)}}'.</summary>
                public static Source<{{_request.Record}}> {{property}} { get; } = new()
                {
                    Topic = {{Identifiers.Literal(_request.Topic)}},
                    Partitions = {{_request.Partitions.ToString(CultureInfo.InvariantCulture)}},
                    EventTime = e => e.{{path}},{{Json()}}
                };
            }

            """;
    }

    private string Json()
    {
        var form = new List<string>();
        if (_spelling.Policy is not null)
        {
            form.Add($"Names = JsonNames.{_spelling.Form}");
        }

        if (_inference.TextOfNumbers)
        {
            form.Add("TextOfNumbers = true");
        }

        return form.Count == 0 ? "" : $"\n        Json = new() {{ {string.Join(", ", form)} }},";
    }

    /// <summary>Writes a record, and those inside of it.</summary>
    /// <returns>The C# path of the event time that begins here, or empty.</returns>
    private string Record(RecordType record, string name, IReadOnlyList<string> time)
    {
        var (taken, lines, path) = (new HashSet<string>(StringComparer.Ordinal), new List<string>(), "");
        foreach (var field in record.Fields)
        {
            var property = Identifiers.Property(field.Json, name, taken);
            var isTime = time.Count > 0 && time[0] == field.Json;
            var type = Type(field.Type, name, field.Json, isTime ? [.. time.Skip(1)] : [], out var attribute, out var below);
            lines.Add($"    {Attributes(field.Json, property, attribute)}{type}{(field.Nullable ? "?" : "")} {property}");
            path = isTime ? below.Length == 0 ? property : $"{property}.{below}" : path;
        }

        var summary = name == _request.Record
            ? $"A record of the topic '{Xml(_request.Topic)}'." : $"Part of a record of '{Xml(_request.Topic)}'.";
        _records.Add($"/// <summary>{summary}</summary>\npublic sealed record {name}(\n{string.Join(",\n", lines)});");
        return path;
    }

    private string Type(CodeType type, string record, string json, IReadOnlyList<string> time, out string? attribute, out string below)
    {
        (attribute, below) = (null, "");
        switch (type)
        {
            case ScalarType scalar:
                attribute = scalar.Attribute;
                return scalar.CSharp;
            case ListType list:
                return Type(list.Element, record, Identifiers.Singular(Identifiers.Pascal(json)), [], out attribute, out _)
                    + (list.NullableElement ? "?[]" : "[]");
            case MapType map:
                return $"Dictionary<string, {Type(map.Value, record, json, [], out attribute, out _)}{(map.NullableValue ? "?" : "")}>";
            default:
                // A prefix keeps it apart from the types of .NET.
                var name = Identifiers.Unique(record + Identifiers.Pascal(json), _types);
                below = Record((RecordType)type, name, time);
                return name;
        }
    }

    private string Attributes(string json, string property, string? attribute)
    {
        var named = Spelled(property, _spelling.Policy) != json;
        _names |= named;
        return (named ? $"[property: JsonPropertyName({Identifiers.Literal(json)})] " : "")
            + (attribute is null ? "" : $"[property: {attribute}] ");
    }

    private static string Spelled(string property, JsonNamingPolicy? policy) => policy?.ConvertName(property) ?? property;

    private static IEnumerable<string> AllNames(CodeType type) => type switch
    {
        RecordType record => record.Fields.SelectMany(f => AllNames(f.Type).Prepend(f.Json)),
        ListType list => AllNames(list.Element),
        MapType map => AllNames(map.Value),
        _ => [],
    };

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static string Xml(string text) =>
        OneLine(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
