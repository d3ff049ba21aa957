using System.Text;
using System.Text.Json;
using Unified.Logical;

namespace Unified.Streaming.Decoding;

/// <summary>The fields of a JSON object that columns are read from, objects inside of objects.</summary>
internal sealed class FieldPaths
{
    /// <param name="forms">The columns in their order.</param>
    public FieldPaths(IReadOnlyList<ColumnForm> forms)
        : this([.. forms.Select((f, i) => (f, i))], 0)
    {
    }

    private FieldPaths(IReadOnlyList<(ColumnForm Form, int Column)> columns, int depth) => Fields =
    [
        .. columns.GroupBy(c => c.Form.Path[depth]).Select(group =>
        {
            var below = group.Where(c => c.Form.Path.Length > depth + 1).ToList();
            var own = group.Where(c => c.Form.Path.Length == depth + 1).ToList();
            return new PathField(group.Key, own.Count == 0 ? -1 : own[0].Column,
                below.Count == 0 && !(own.Count > 0 && own[0].Form.Presence) ? null : new FieldPaths(below, depth + 1));
        }),
    ];

    public IReadOnlyList<PathField> Fields { get; }

    /// <summary>The names of the fields of a JSON object.</summary>
    public static IReadOnlySet<string> Names(ReadOnlySpan<byte> json, bool ignoreCase)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (json.IsEmpty)
        {
            return names;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(ignoreCase ? Folded(reader.GetString()!) : reader.GetString()!);
            reader.Skip();
        }

        return names;
    }

    /// <summary>A name whose ASCII letters are lower case: names that differ in nothing else are one where case does not count.</summary>
    public static string Folded(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c));
}

/// <summary>A field: the column that it is, or -1, and what is inside of it, or null.</summary>
internal sealed record PathField(string Name, int Column, FieldPaths? Below)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);
}
