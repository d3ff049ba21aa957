using System.Globalization;
using System.Text;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Answers;

/// <summary>Two answers of a job, compared row by row.</summary>
internal static class AnswerDifference
{
    private const int MostShown = 20;

    /// <summary>What differs, a line each; null when nothing does.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="expected">Rows in carriers.</param>
    /// <param name="found">Rows in carriers.</param>
    /// <param name="missing">What a row is called that is expected only.</param>
    /// <param name="unexpected">What a row is called that is found only.</param>
    /// <param name="ordered">True when the order counts.</param>
    public static string? Of(JobPlan plan, IReadOnlyList<object?[]> expected, IReadOnlyList<object?[]> found, string missing = "missing",
        string unexpected = "unexpected", bool ordered = false)
    {
        var (only, others) = (Left(expected, found), Left(found, expected));
        if (only.Count + others.Count == 0)
        {
            return !ordered || expected.Select(Line).SequenceEqual(found.Select(Line)) ? null : Order(plan, expected, found);
        }

        var text = new StringBuilder();
        var shown = 0;
        void Show(string line)
        {
            _ = ++shown <= MostShown ? text.Append("  ").Append(line).Append('\n') : null;
        }

        foreach (var row in only)
        {
            if (Partner(plan, row, others) is { } other)
            {
                others.Remove(other);
                var columns = plan.Outputs.Select((o, i) => (o.Field, Expected: row[i], Found: other[i]))
                    .Where(c => Carriers.Print(c.Expected) != Carriers.Print(c.Found))
                    .Select(c => $"{c.Field.Name} is {Text(c.Field.Type, c.Found)} and not {Text(c.Field.Type, c.Expected)}");
                Show($"differs     {Name(plan, row)}: {string.Join("; ", columns)}");
            }
            else
            {
                Show($"{missing,-11} {Row(plan, row)}");
            }
        }

        others.ForEach(r => Show($"{unexpected,-11} {Row(plan, r)}"));
        return shown <= MostShown ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture, $"  and {shown - MostShown} rows more\n").ToString();
    }

    /// <summary>A row with the names of its columns.</summary>
    public static string Row(JobPlan plan, object?[] row) =>
        string.Join(", ", plan.Outputs.Select((o, i) => $"{o.Field.Name}={Text(o.Field.Type, row[i])}"));

    /// <summary>A value as people write it.</summary>
    public static string Text(DataType type, object? value) => value switch
    {
        null => "null",
        object?[] list => $"[{string.Join(", ", list.Select(v => Text(type.Element!.Fields[0].Type, v)))}]",
        string text when type.Kind == TypeKind.String => $"\"{text}\"",
        _ => CarrierText.Format(type, value),
    };

    private static string Order(JobPlan plan, IReadOnlyList<object?[]> expected, IReadOnlyList<object?[]> found)
    {
        var at = Enumerable.Range(0, expected.Count).First(i => Line(expected[i]) != Line(found[i]));
        return string.Create(CultureInfo.InvariantCulture, $"  in another order: row {at + 1} is {Row(plan, found[at])}\n")
            + $"  and not {Row(plan, expected[at])}\n";
    }

    private static string Line(object?[] row) => Carriers.Line(row);

    private static string Name(JobPlan plan, object?[] row)
    {
        var keys = plan.Outputs.Select((o, i) => (o, i)).Where(k => k.o.Key is not null)
            .Select(k => $"{k.o.Field.Name}={Text(k.o.Field.Type, row[k.i])}").ToList();
        return keys.Count == 0 ? Row(plan, row) : string.Join(", ", keys);
    }

    // The row of the same keys; without keys the one that has most columns in common.
    private static object?[]? Partner(JobPlan plan, object?[] row, List<object?[]> others)
    {
        bool Same(int i, object?[] other) => Carriers.Print(row[i]) == Carriers.Print(other[i]);
        var keys = plan.Outputs.Select((o, i) => (o, i)).Where(k => k.o.Key is not null).Select(k => k.i).ToList();
        return keys.Count > 0 ? others.Find(o => keys.All(k => Same(k, o)))
            : others.Select(o => (Row: o, Alike: Enumerable.Range(0, row.Length).Count(i => Same(i, o))))
                .Where(o => o.Alike * 2 > row.Length).OrderByDescending(o => o.Alike).FirstOrDefault().Row;
    }

    // With how often each is there.
    private static List<object?[]> Left(IReadOnlyList<object?[]> of, IReadOnlyList<object?[]> from)
    {
        var there = from.GroupBy(Line, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return [.. of.Where(r => (there[Line(r)] = there.GetValueOrDefault(Line(r)) - 1) < 0)];
    }
}
