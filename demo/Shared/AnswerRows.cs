using System.Collections;
using System.Data.Common;
using System.Globalization;
using Unified.Plans;
using Unified.Time;
using Unified.Types;

namespace Unified.Demo.Shared;

/// <summary>
/// The rows of an answer in one spelling, whoever gives them: a client of ClickHouse, one of DuckDB, objects, a file. Doubles to the last
/// bit. Immutable.
/// </summary>
internal sealed class AnswerRows
{
    private AnswerRows(JobPlan plan, IReadOnlyList<IReadOnlyList<string?>> rows) => (Plan, Rows) = (plan, rows);

    public JobPlan Plan { get; }

    /// <summary>The texts of the answer's columns, null for null.</summary>
    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; }

    /// <summary>Rows whose values are the answer's columns in their order.</summary>
    public static AnswerRows Of(JobPlan plan, IEnumerable<IReadOnlyList<object?>> rows) =>
        new(plan, [.. rows.Select(row => Texts(plan, row))]);

    /// <summary>Rows whose values are texts of this spelling already.</summary>
    public static AnswerRows OfTexts(JobPlan plan, IEnumerable<IReadOnlyList<string?>> rows) => new(plan, [.. rows]);

    /// <summary>The values of the row that the reader stands at.</summary>
    public static IReadOnlyList<object?> Values(DbDataReader reader) =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))];

    /// <summary>Compares with other rows of the same job: every row, every column, no tolerance.</summary>
    public AnswerDifference Compare(AnswerRows other, string whose)
    {
        var (ours, theirs) = (Keyed(), other.Keyed());
        var examples = new List<string>();
        long equal = 0;
        foreach (var (key, row) in ours)
        {
            var same = theirs.Remove(key, out var their) && their == row;
            equal += same ? 1 : 0;
            if (!same && examples.Count < 5)
            {
                examples.Add($"{Plan.Job}: {row} | {whose}: {their ?? "has no such row"}");
            }
        }

        examples.AddRange(theirs.Values.Take(5).Select(row => $"{Plan.Job}: no such row | {whose}: {row}"));
        return new AnswerDifference(ours.Count, equal, ours.Count - equal + theirs.Count, examples);
    }

    /// <summary>
    /// Rows of events have no keys and may be alike: then the first is compared with the first, the second with the second.
    /// </summary>
    private Dictionary<string, string> Keyed()
    {
        var keyed = new Dictionary<string, string>(Rows.Count, StringComparer.Ordinal);
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in Rows)
        {
            var values = row.Select((text, i) => $"{Plan.Outputs[i].Field.Name}={text ?? "null"}").ToList();
            var key = string.Join(", ", values.Where((_, i) => Plan.Outputs[i].Key is not null || Plan.Rows.Kind == RowKind.Emission));
            var before = alike[key] = alike.GetValueOrDefault(key) + 1;
            keyed.Add($"{key} #{before}", string.Join(", ", values));
        }

        return keyed;
    }

    private static string?[] Texts(JobPlan plan, IReadOnlyList<object?> row) =>
        [.. plan.Outputs.Select((o, i) => row[i] is { } value ? Text(value, o.Field.Type) : null)];

    private static string Text(object value, DataType type) => (value, type.Kind) switch
    {
        (long micros, TypeKind.Timestamp) => Text(Timestamps.ToDateTime(micros), type),
        (long micros, TypeKind.Duration) => Text(TimeSpan.FromMicroseconds(micros), type),
        (DateTimeOffset time, _) => Text(time.UtcDateTime, type),
        (DateTime time, _) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        (TimeSpan span, _) => span.ToString("c", CultureInfo.InvariantCulture),
        (double number, _) => number.ToString("R", CultureInfo.InvariantCulture),
        (string text, TypeKind.Decimal) => Trimmed(text),
        (string text, _) => text,
        (IEnumerable list, _) => $"[{string.Join(", ", list.Cast<object>().Select(v => Text(v, type.Element?.Fields[0].Type ?? type)))}]",
        (IFormattable number, TypeKind.Decimal) => Trimmed(number.ToString(null, CultureInfo.InvariantCulture)),
        (IFormattable other, _) => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // 12.50 and 12.5 are one number; how many places a client writes says nothing.
    private static string Trimmed(string number) =>
        number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
}

/// <summary>What a comparison of two answers has found.</summary>
/// <param name="Rows">Rows of the first.</param>
/// <param name="Equal">Rows that both have, equal in every column.</param>
/// <param name="Drift">Rows that are different, missing or too many.</param>
/// <param name="Examples">A few differences, for people.</param>
internal sealed record AnswerDifference(long Rows, long Equal, long Drift, IReadOnlyList<string> Examples);
