using System.Text;
using System.Text.Json;

namespace Unified.Hosting.Scaffolding;

/// <summary>What was seen of the values of one field, or of a list's elements. Grows by <see cref="Add"/>.</summary>
internal sealed class JsonSample
{
    private readonly Dictionary<string, JsonSample> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Values that are not null.</summary>
    public long Values => Booleans + Numbers.Count + Texts.Count + Objects + Lists;

    public long Nulls { get; private set; }

    public long Booleans { get; private set; }

    public NumberSample Numbers { get; } = new();

    public TextSample Texts { get; } = new();

    public long Objects { get; private set; }

    public long Lists { get; private set; }

    /// <summary>The elements of all lists.</summary>
    public JsonSample? Elements { get; private set; }

    /// <summary>The fields of all objects, in the order in which they were first seen.</summary>
    public IEnumerable<(string Name, JsonSample Sample)> Fields => _names.Select(n => (n, _fields[n]));

    /// <summary>A field of the objects; one that was never seen is empty.</summary>
    public JsonSample Field(string name) => _fields.GetValueOrDefault(name) ?? new JsonSample();

    /// <summary>The values of all fields of all objects together.</summary>
    public JsonSample AllFields()
    {
        var all = new JsonSample();
        foreach (var (_, sample) in Fields)
        {
            all.Join(sample);
        }

        return all;
    }

    public void Add(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: Nulls++; break;
            case JsonValueKind.True or JsonValueKind.False: Booleans++; break;
            case JsonValueKind.Number: Numbers.Add(value.GetRawText()); break;
            case JsonValueKind.String: Texts.Add(value.GetString()!); break;
            case JsonValueKind.Array:
                Lists++;
                Elements ??= new JsonSample();
                foreach (var element in value.EnumerateArray())
                {
                    Elements.Add(element);
                }

                break;
            default:
                Objects++;
                foreach (var field in value.EnumerateObject())
                {
                    Known(field.Name).Add(field.Value);
                }

                break;
        }
    }

    private JsonSample Known(string name)
    {
        if (!_fields.TryGetValue(name, out var sample))
        {
            _fields[name] = sample = new JsonSample();
            _names.Add(name);
        }

        return sample;
    }

    private void Join(JsonSample other)
    {
        (Nulls, Booleans, Objects, Lists) =
            (Nulls + other.Nulls, Booleans + other.Booleans, Objects + other.Objects, Lists + other.Lists);
        Numbers.Join(other.Numbers);
        Texts.Join(other.Texts);
        if (other.Elements is { } elements)
        {
            (Elements ??= new JsonSample()).Join(elements);
        }

        foreach (var (name, sample) in other.Fields)
        {
            Known(name).Join(sample);
        }
    }

    /// <summary>Adds a record.</summary>
    /// <returns>Null when it was taken, else why no source could take it.</returns>
    public string? AddRecord(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "is no JSON object";
            }

            if (Twice(document.RootElement) is { } name)
            {
                return $"has the field '{name}' twice";
            }

            Add(document.RootElement);
            return null;
        }
        catch (JsonException)
        {
            return "is no JSON";
        }
        catch (InvalidOperationException)
        {
            return "has text that is no Unicode";
        }
    }

    // Looks at all texts, too, before any of the record is added.
    private static string? Twice(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = Encoding.UTF8.GetByteCount(value.GetString()!);
                return null;
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(Twice).FirstOrDefault(n => n is not null);
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                return value.EnumerateObject().Select(f => names.Add(f.Name) ? Twice(f.Value) : f.Name).FirstOrDefault(n => n is not null);
            default:
                return null;
        }
    }
}
