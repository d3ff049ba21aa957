using Unified.Errors;

namespace Unified.Hosting.Scaffolding;

/// <summary>Which field is the event time.</summary>
internal static class EventTimePath
{
    // The likeliest first.
    private static readonly string[] Usual =
        ["event_time", "eventtime", "event_timestamp", "timestamp", "ts", "time", "at", "occurred_at", "created_at", "datetime", "date"];

    /// <summary>The path of the event time, and the record with that field as a time: a day becomes one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="wanted">The path that the user names, with dots; null takes the likeliest.</param>
    /// <param name="from">What the record was learnt from, for messages.</param>
    /// <exception cref="DataException">No field is a time in every record, or not the one that is wanted.</exception>
    public static (IReadOnlyList<string> Path, RecordType Record) Of(RecordType record, string? wanted, string from)
    {
        var all = Times(record, [], nullable: false).ToList();
        if (wanted is not null)
        {
            var named = all.FirstOrDefault(t => string.Join('.', t.Path) == wanted);
            return named.Path is null
                ? throw new DataException($"--event-time {wanted}: {from} has no such field that is a time. {Have(all)}")
                : named.Nullable ? throw new DataException($"--event-time {wanted}: it is missing in some records of {from}. {Have(all)}")
                : (named.Path, AsTime(record, named.Path));
        }

        var best = all.Where(t => !t.Nullable).OrderBy(t => t.IsDay).ThenBy(t => t.Path.Length).ThenBy(t => Rank(t.Path[^1]))
            .FirstOrDefault();
        return best.Path is not null ? (best.Path, AsTime(record, best.Path))
            : throw new DataException($"No field of {from} is a time in every record, and a source needs one as its event time. "
                + Have(all));
    }

    private static IEnumerable<(string[] Path, bool Nullable, bool IsDay)> Times(RecordType record, string[] above, bool nullable) =>
        record.Fields.SelectMany(f => f.Type switch
        {
            ScalarType { CSharp: "DateTime" or "DateOnly" } time =>
                [([.. above, f.Json], nullable || f.Nullable, time.CSharp == "DateOnly")],
            RecordType inner => Times(inner, [.. above, f.Json], nullable || f.Nullable),
            _ => Enumerable.Empty<(string[], bool, bool)>(),
        });

    private static RecordType AsTime(RecordType record, ReadOnlySpan<string> path)
    {
        var (name, rest) = (path[0], path[1..].ToArray());
        return new RecordType([.. record.Fields.Select(f => f.Json != name ? f
            : f.Type is RecordType inner ? f with { Type = AsTime(inner, rest) }
            : f with { Type = (ScalarType)f.Type with { CSharp = "DateTime" } })]);
    }

    private static int Rank(string name)
    {
        var plain = string.Join('_', Identifiers.Words(name)).ToLowerInvariant();
        return Array.IndexOf(Usual, plain) is var place and >= 0 ? place : Usual.Length;
    }

    private static string Have(List<(string[] Path, bool Nullable, bool IsDay)> times) => times.Count == 0
        ? "It has no times at all: ISO 8601 text, or a number since 1970 in a field whose name says so."
        : $"Times are: {string.Join(", ", times.Select(t => string.Join('.', t.Path) + (t.Nullable ? " (not in every record)" : "")))}.";
}
