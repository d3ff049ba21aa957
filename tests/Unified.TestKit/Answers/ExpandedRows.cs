using Unified.Errors;
using Unified.Logical;

namespace Unified.TestKit.Answers;

/// <summary>Rows of the first events of finished groups.</summary>
internal static class ExpandedRows
{
    /// <summary>The rows.</summary>
    /// <param name="job">The job's name, for errors.</param>
    /// <param name="node">What they are made of.</param>
    /// <param name="groups">The finished groups.</param>
    /// <exception cref="DataException">A column cannot be computed.</exception>
    public static List<object?[]> Of(string job, ExpandNode node, IReadOnlyList<object?[]> groups)
    {
        var columns = node.Input.Columns.ToList();
        var list = columns.FindIndex(c => c.Field.Name == ExpandNode.List);
        List<string> names = [.. columns.Select(c => c.Field.Name), .. node.Values.Select(v => ExpandNode.ValueName(v.Name)),
            ExpandNode.Place];
        List<Func<object?[], object?>> values = [.. node.Columns.Select(c => c.Value is null
            ? At(columns.FindIndex(g => g.Key == c.Key)) : CarrierExpression.Compile(c.Value, names.IndexOf))];
        var rows = new List<object?[]>();
        foreach (var group in groups)
        {
            var place = 0;
            foreach (var one in ((object?[])group[list]!).Cast<object?[]>())
            {
                object?[] known = [.. group, .. one, place++];
                rows.Add([.. values.Select((v, i) => Value(job, node.Columns[i].Field.Name, v, known))]);
            }
        }

        return rows;
    }

    private static Func<object?[], object?> At(int place) => row => row[place];

    private static object? Value(string job, string column, Func<object?[], object?> compute, object?[] row)
    {
        try
        {
            return compute(row);
        }
        catch (Exception error) when (error is ArithmeticException or InvalidOperationException or NullReferenceException
            or ArgumentException or FormatException)
        {
            throw new DataException($"Job '{job}': column '{column}' of the first events of a group cannot be computed: {error.Message}",
                error);
        }
    }
}
