using System.Text.Json;
using Unified.Logical;

namespace Unified.Streaming.Decoding;

/// <summary>
/// The fields of one JSON object: columns, and objects that hold further columns. What it does not know is judged and kept. One thread.
/// </summary>
internal sealed class RecordFields
{
    private readonly ColumnNames _names;
    private readonly Entry[] _entries;
    private readonly ExtraFields _unknown = new();
    private byte[] _name = [];

    private RecordFields(IReadOnlyList<(string Name, Entry Entry)> entries, bool ignoreCase)
    {
        _names = new ColumnNames([.. entries.Select(e => e.Name)], ignoreCase);
        _entries = [.. entries.Select(e => e.Entry)];
    }

    /// <summary>The unknown fields, and the objects that have any, as a JSON object; empty when there are none.</summary>
    public ReadOnlySpan<byte> Unknown => _unknown.Json;

    /// <summary>The fields of a source's records.</summary>
    public static RecordFields Of(SourceSchema source, IReadOnlyList<ColumnStage> columns) => Level(
        new FieldPaths([.. source.Columns.Select(c => source.Form(c.Name))]), columns, "", source.Forms.Any(f => f.IgnoreCase));

    /// <summary>The fields of an object that these columns are in.</summary>
    public static RecordFields Of(IReadOnlyList<ColumnStage> columns, bool ignoreCase) =>
        Level(new FieldPaths([.. columns.Select(c => c.Form)]), columns, "", ignoreCase);

    /// <summary>Forgets the last record.</summary>
    public void Begin()
    {
        foreach (var entry in _entries)
        {
            (entry.Seen, entry.Absent) = (false, true);
            entry.Column?.Begin();
            entry.Presence?.Begin();
            entry.Fields?.Begin();
        }

        _unknown.Begin();
    }

    /// <summary>Reads the object that the reader stands in.</summary>
    /// <returns>Null when all of it is good, else what is wrong.</returns>
    public string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (reader.ValueIsEscaped && !TryUnescape(ref name))
            {
                return $"field '{Excerpt.Of(reader.ValueSpan)}' escapes half a surrogate pair";
            }

            var number = _names.Find(name);
            if ((number < 0 ? _unknown.Take(ref reader, name, record) : Known(_entries[number], ref reader, record)) is { } reason)
            {
                return reason;
            }
        }

        _unknown.End();
        return null;
    }

    /// <summary>Judges what the record has left out.</summary>
    public string? End()
    {
        foreach (var entry in _entries)
        {
            if (entry.Column is { } column)
            {
                if (column.End() is { } reason)
                {
                    return $"column '{column.Field.Name}' {reason}{Near(entry)}";
                }
            }
            else if (!entry.Seen && entry.Presence is null)
            {
                return $"record '{entry.Path}' is missing{Near(entry)}";
            }
            else if ((entry.Presence?.End() ?? (entry.Absent ? null : entry.Fields!.End())) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>What may have been meant by a field that is not there.</summary>
    private string Near(Entry entry) =>
        NearName.Of(entry.Name, FieldPaths.Names(_unknown.Json, ignoreCase: false)) is { } near ? $"; the record has '{near}'" : "";

    private string? Known(Entry entry, ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        if (entry.Column is { } column)
        {
            if (column.Read(ref reader, record) is { } wrong)
            {
                return $"column '{column.Field.Name}' {wrong}";
            }

            if (column.HasUnknown)
            {
                _unknown.Keep(record[start..(int)reader.BytesConsumed]);
            }

            return null;
        }

        if (entry.Seen)
        {
            return $"record '{entry.Path}' comes twice";
        }

        entry.Seen = true;
        entry.Absent = reader.TokenType == JsonTokenType.Null;
        if (entry.Presence?.Read(ref reader, record) is { } other)
        {
            return $"record '{entry.Path}' {other}";
        }

        if (entry.Absent)
        {
            return entry.Presence is null ? $"record '{entry.Path}' is null but it is required" : null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return $"record '{entry.Path}' is {Excerpt.Of(reader.ValueSpan)}, not an object";
        }

        if (entry.Fields!.Read(ref reader, record) is { } reason)
        {
            return reason;
        }

        if (!entry.Fields.Unknown.IsEmpty)
        {
            _unknown.Keep(record[start..(int)reader.BytesConsumed]);
        }

        return null;
    }

    private bool TryUnescape(ref ReadOnlySpan<byte> name)
    {
        if (_name.Length < name.Length)
        {
            _name = new byte[name.Length * 2];
        }

        var whole = JsonTokens.TryUnescape(name, _name, out var length);
        name = _name.AsSpan(0, length);
        return whole;
    }

    private static RecordFields Level(FieldPaths fields, IReadOnlyList<ColumnStage> columns, string path, bool ignoreCase)
    {
        var entries = new List<(string, Entry)>();
        foreach (var field in fields.Fields)
        {
            var here = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            var own = field.Column < 0 ? null : columns[field.Column];
            entries.Add((field.Name, field.Below is { } below
                ? new Entry(field.Name, here, null, own, Level(below, columns, here, ignoreCase))
                : new Entry(field.Name, here, own, null, null)));
        }

        return new RecordFields(entries, ignoreCase);
    }

    /// <summary>A field: a column, or an object with whether it is there.</summary>
    private sealed class Entry(string name, string path, ColumnStage? column, ColumnStage? presence, RecordFields? fields)
    {
        public string Name { get; } = name;

        public string Path { get; } = path;

        public ColumnStage? Column { get; } = column;

        public ColumnStage? Presence { get; } = presence;

        public RecordFields? Fields { get; } = fields;

        public bool Seen { get; set; }

        /// <summary>True when null stands there, or nothing: its columns have no values, and none is missed.</summary>
        public bool Absent { get; set; }
    }
}
