using System.Numerics;
using Unified.Aggregates;

namespace Unified.TestKit.Oracle;

/// <summary>A HyperLogLog sketch in the plainest way: register to rank, and Ertl's estimate.</summary>
internal static class PlainSketch
{
    /// <summary>The registers that are not zero.</summary>
    public static SortedDictionary<int, int> Registers(IEnumerable<object> values)
    {
        var registers = new SortedDictionary<int, int>();
        foreach (var hash in values.Select(Hash))
        {
            var (register, rest) = ((int)(hash / (1UL << 52)), hash % (1UL << 52));
            var rank = Math.Min(53 - (rest == 0 ? 0 : BitOperations.Log2(rest) + 1), 40);
            registers[register] = Math.Max(rank, registers.GetValueOrDefault(register));
        }

        return registers;
    }

    /// <summary>The estimate.</summary>
    public static long Estimate(IEnumerable<object> values)
    {
        return Estimate([.. Registers(values).Values]);
    }

    /// <summary>The estimate of the ranks of those registers that are not zero.</summary>
    internal static long Estimate(IReadOnlyCollection<int> ranks)
    {
        if (ranks.Count == 0)
        {
            return 0;
        }

        var sum = ranks.Sum(rank => Math.ScaleB(1, -rank)) + (4096 * Sigma((4096 - ranks.Count) / 4096.0));
        return (long)Math.Floor((0.72134752044448170368 * 4096 * 4096 / sum) + 0.5);
    }

    private static double Sigma(double x)
    {
        var (weight, sum, last) = (1.0, x, double.NaN);
        while (sum != last)
        {
            (x, last) = (x * x, sum);
            sum += x * weight;
            weight += weight;
        }

        return sum;
    }

    private static ulong Hash(object value) => value switch
    {
        bool flag => HyperLogLog.Hash(flag),
        int number => HyperLogLog.Hash(number),
        long number => HyperLogLog.Hash(number),
        uint number => HyperLogLog.Hash(number),
        ulong number => HyperLogLog.Hash(number),
        float number => HyperLogLog.Hash(number),
        double number => HyperLogLog.Hash(number),
        Int128 number => HyperLogLog.Hash(number),
        _ => HyperLogLog.Hash((string)value),
    };
}
