using System.Globalization;
using System.Numerics;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Parity.Tests.Model;

/// <summary>The finished answer from merged states, in integers without limits: what a view must show, computed the slow way.</summary>
internal static class NaiveFinish
{
    /// <summary>The rows of the answer, printed, in no order.</summary>
    public static IEnumerable<string> Rows(JobPlan plan, RowTable table)
    {
        var layout = plan.Rows.Panes is null ? plan.Rows : PaneFold.Layout(plan.Rows);
        table = plan.Rows.Panes is null ? table : PaneFold.Windows(plan.Rows, table);
        var names = layout.Columns.Select(c => c.Name).ToList();
        return table.Values.Where(row => plan.Matched.All(m => (Int128)row[names.IndexOf(m)]! > 0))
            .Select(row => Print(plan.Outputs.Select(o => Output(plan, o, name => row[names.IndexOf(name)]))));
    }

    public static string Print(IEnumerable<object?> row) => string.Join(" | ", row.Select(v => v switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{v}"),
    }));

    private static object? Output(JobPlan plan, OutputColumn output, Func<string, object?> state)
    {
        if (output.Key is { } key)
        {
            return state(key);
        }

        if (output.Aggregate is not { } aggregate)
        {
            return state(output.Field.Name);
        }

        var call = plan.Aggregates[aggregate];
        var values = call.States.Select(s => state(s.Name)).ToList();
        return call.Function.Name switch
        {
            "Average" => Average(call, (Int128)values[0]!, (Int128)values[1]!),
            "Sum" => values.Count > 1 && (Int128)values[1]! == 0 ? null : values[0],
            "Quantile" => Quantile(call, (SortedDictionary<int, long>)values[0]!),
            "Count" or "Min" or "Max" => values[0],
            _ => throw new NotSupportedException(call.Function.Name),
        };
    }

    private static object? Average(AggregateCall call, BigInteger sum, BigInteger count)
    {
        if (count.IsZero)
        {
            return null;
        }

        if (call.ResultType.Kind == TypeKind.Double)
        {
            // By text: BigInteger's own conversion truncates.
            return double.Parse(sum.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) / (double)count;
        }

        var scaled = BigInteger.Abs(sum) * BigInteger.Pow(10, call.ResultType.Scale - call.Argument!.Type.Scale);
        var halvesAway = ((2 * scaled) + count) / (2 * count);
        return sum.Sign * halvesAway;
    }

    private static object? Quantile(AggregateCall call, SortedDictionary<int, long> bins)
    {
        var rank = bins.Values.Sum() * call.Parameter!.Value;
        var below = 0L;
        foreach (var (bin, count) in bins)
        {
            below += count;
            if (below >= rank)
            {
                return BinMiddle.Of(bin, call.Argument!.Type.Kind != TypeKind.Decimal);
            }
        }

        return null;
    }
}
