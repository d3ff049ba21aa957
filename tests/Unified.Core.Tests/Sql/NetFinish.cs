using System.Globalization;
using System.Numerics;
using Unified.Aggregates;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

/// <summary>Finished results from states, in plain .NET.</summary>
internal static class NetFinish
{
    /// <summary>The result row of a row of states, printed.</summary>
    public static string Row(JobPlan plan, object?[] states) =>
        Print([.. plan.Outputs.Select(o => Value(plan, o, name => states[Index(plan, name)]))]);

    public static string Print(IEnumerable<object?> row) => string.Join(" | ", row.Select(v => v switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{v}"),
    }));

    private static int Index(JobPlan plan, string column) => plan.Rows.Columns.Select(c => c.Name).ToList().IndexOf(column);

    private static object? Value(JobPlan plan, OutputColumn output, Func<string, object?> state)
    {
        if (output.Key is { } key)
        {
            return state(key);
        }

        var call = plan.Aggregates[output.Aggregate!.Value];
        var values = call.States.Select(s => state(s.Name)).ToList();
        return call.Function.Name switch
        {
            "Average" => (long)values[1]! == 0 ? null : Average(call, (Int128)values[0]!, (long)values[1]!),
            "Sum" when values.Count > 1 && (long)values[1]! == 0 => null,
            "Sum" => call.ResultType.Kind == TypeKind.Decimal ? values[0] : (long)(Int128)values[0]!,
            "Quantile" => Quantile(call, ((IEnumerable<KeyValuePair<int, long>>)values[0]!).ToList()),
            _ => values[0],
        };
    }

    public static object Average(AggregateCall call, Int128 sum, long count)
    {
        if (call.ResultType.Kind == TypeKind.Double)
        {
            return (double)sum / count;
        }

        // Halves away from zero, in integers without limits.
        var scaled = BigInteger.Abs(sum) * BigInteger.Pow(10, call.ResultType.Scale - call.Argument!.Type.Scale);
        var rounded = ((2 * scaled) + count) / (2 * (BigInteger)count);
        return (Int128)(Int128.IsNegative(sum) ? -rounded : rounded);
    }

    public static object? Quantile(AggregateCall call, List<KeyValuePair<int, long>> bins)
    {
        var all = bins.Sum(b => b.Value);
        var cumulated = 0L;
        foreach (var (bin, count) in bins)
        {
            cumulated += count;
            if (cumulated >= all * call.Parameter!.Value)
            {
                return BinMiddle.Of(bin, call.Argument!.Type.Kind != TypeKind.Decimal);
            }
        }

        return null;
    }
}
