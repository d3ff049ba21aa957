using System.Globalization;
using System.Text.Json;
using Unified.Errors;
using Unified.Types;

namespace Unified.Json;

/// <summary>A part of a document that knows its place: <c>$.result.groups[0].keys</c>. What it is not is refused with that place.</summary>
internal sealed class JsonPart
{
    // Deeper than any author writes by hand; a document that is deeper than the stack must not end the process.
    internal const int MaxDepth = 1_000;

    private readonly JsonElement _element;

    private JsonPart(JsonElement element, string path) => (_element, Path) = (element, path);

    /// <summary>Its place in the document.</summary>
    public string Path { get; }

    public bool IsNull => _element.ValueKind == JsonValueKind.Null;

    /// <exception cref="DefinitionException">UNI0060: it is not JSON.</exception>
    public static JsonPart Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions
            {
                MaxDepth = MaxDepth,
                AllowDuplicateProperties = false
            });
            return new JsonPart(document.RootElement.Clone(), "$");
        }
        catch (JsonException error)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
            throw new DefinitionException("UNI0060", "$",
                $"this is not JSON, has a property twice, or is deeper than {MaxDepth}: {place}.", "Write the document anew.");
        }
    }

    /// <summary>A property that must be there.</summary>
    public JsonPart this[string name] => Find(name) ?? throw Refuse($"has no '{name}'.", "Add it.");

    /// <summary>A property, or null where there is none or it is null.</summary>
    public JsonPart? Find(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPart(value, $"{Path}.{name}") : null;
    }

    /// <summary>True when it has the property, be it null.</summary>
    public bool Has(string name) => _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out _);

    /// <summary>A property as it is, null too.</summary>
    public JsonPart Raw(string name) => new(_element.GetProperty(name), $"{Path}.{name}");

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<JsonPart> Items
    {
        get
        {
            RequireKind(JsonValueKind.Array, "an array");
            return [.. _element.EnumerateArray().Select((e, i) =>
                new JsonPart(e, string.Create(CultureInfo.InvariantCulture, $"{Path}[{i}]")))];
        }
    }

    public string Text
    {
        get
        {
            RequireKind(JsonValueKind.String, "text");
            return _element.GetString()!;
        }
    }

    public int Int32 => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out var value) ? value
        : throw Refuse("is no integer of 32 bits.", "Write one.");

    public long Int64 => _element.ValueKind == JsonValueKind.Number && _element.TryGetInt64(out var value) ? value
        : throw Refuse("is no integer.", "Write one.");

    public bool Flag => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refuse("is neither true nor false.", "Write one of them."),
    };

    /// <summary>A type as the plan prints it: <c>decimal(12,2)?</c>.</summary>
    public DataType Type
    {
        get
        {
            try
            {
                return DataType.Parse(Text);
            }
            catch (DataException)
            {
                throw Refuse($"is '{Text}', which is no type that this version knows.",
                    "Write int32, int64, decimal(18,4), string, boolean or timestamp, with ? for null.");
            }
        }
    }

    /// <summary>Refuses properties that nothing here means: a typing error, or a word of a later version.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        RequireKind(JsonValueKind.Object, "an object");
        foreach (var property in _element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
            {
                throw Refuse($"has a property '{property.Name}' that means nothing.", $"The properties here: {string.Join(", ", names!)}.");
            }
        }
    }

    /// <summary>What is wrong with this part.</summary>
    public DefinitionException Refuse(string reason, string wayOut, string code = "UNI0061") => new(code, Path, reason, wayOut);

    private void RequireKind(JsonValueKind kind, string what)
    {
        if (_element.ValueKind != kind)
        {
            throw Refuse($"is not {what}.", $"Write {what}.");
        }
    }
}
