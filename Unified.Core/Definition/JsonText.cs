using System.Globalization;
using System.Text.Json;

namespace Unified.Definition;

/// <summary>
/// Values out of a text that is JSON, by a path: <c>$</c> is the whole, <c>.name</c> and <c>['any name']</c> a member, <c>[0]</c> an
/// element.
/// What is not there, is <c>null</c>, or is no JSON at all, is null. Of members with one name the last counts. Runs as plain C# too.
/// </summary>
public static class JsonText
{
    /// <summary>A string without its quotes and escapes, <c>true</c> or <c>false</c>, anything else as it is written.</summary>
    /// <param name="json">The JSON, at most 64 levels deep.</param>
    /// <param name="path">The path; a constant in a definition.</param>
    /// <exception cref="FormatException">The path is none.</exception>
    public static string? Value(string? json, string path) => Find(json, path, e => e.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Text(e),
        _ => e.GetRawText(),
    });

    /// <summary>A number that is written without point and exponent, and fits 64 bits; null for everything else.</summary>
    /// <inheritdoc cref="Value" />
    public static long? Int64(string? json, string path) => Find(json, path, e => e.ValueKind == JsonValueKind.Number
        && long.TryParse(e.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : (long?)null);

    /// <summary><c>true</c> or <c>false</c>; null for everything else.</summary>
    /// <inheritdoc cref="Value" />
    public static bool? Boolean(string? json, string path) => Find(json, path, e => e.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => (bool?)null,
    });

    private static T? Find<T>(string? json, string path, Func<JsonElement, T?> value)
    {
        var steps = Steps(path);
        if (json is null)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var at = document.RootElement;
            foreach (var step in steps)
            {
                if (step is string name ? at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)
                    : at.ValueKind != JsonValueKind.Array || (int)step >= at.GetArrayLength())
                {
                    return default;
                }

                at = step is int index ? at[index] : at;
            }

            return value(at);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return default; // half of a character, too, is no JSON
        }
    }

    /// <summary>Null for a string with half of a character in it, which is no text.</summary>
    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The names (text) and places (int) of a path.</summary>
    internal static List<object> Steps(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var steps = new List<object>();
        var i = path is ['$', ..] ? 1 : throw Bad(path);
        while (i < path.Length)
        {
            var end = path[i] == '.' ? path.AsSpan(i + 1).IndexOfAny('.', '[') : path.IndexOf(Closing(path, i), i + 1);
            if (path[i] == '.')
            {
                end = end < 0 ? path.Length : i + 1 + end;
                steps.Add(end > i + 1 ? path[(i + 1)..end] : throw Bad(path));
                i = end;
            }
            else if (end < 0)
            {
                throw Bad(path);
            }
            else if (path[i + 1] == '\'')
            {
                steps.Add(path[(i + 2)..end]);
                i = end + 2;
            }
            else
            {
                steps.Add(int.TryParse(path[(i + 1)..end], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place
                    : throw Bad(path));
                i = end + 1;
            }
        }

        return steps;
    }

    private static string Closing(string path, int open) => path[open] != '[' || open + 1 == path.Length ? throw Bad(path)
        : path[open + 1] == '\'' ? "']" : "]";

    private static FormatException Bad(string path) => new($"'{path}' is no path such as $.a.b[0] or $['a b'].");
}
