using System.Globalization;
using Unified.Epochs;

namespace Unified.Hosting.CommandLine;

/// <summary>Numbers and epochs as people read them.</summary>
internal static class EpochText
{
    /// <summary>With separators, the same in every culture.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 day</c>, <c>1,234 days</c>.</summary>
    public static string Count(long value, string one) => $"{Number(value)} {one}{(value == 1 ? "" : "s")}";

    /// <summary>Epochs as ranges, however many there are: <c>3 epochs: flights partition 0: 6 to 8</c>.</summary>
    public static string Ranges(IEnumerable<EpochId> epochs)
    {
        var ordered = epochs.Distinct().Order().ToList();
        var partitions = ordered.GroupBy(e => e.Partition).Select(p => $"{p.Key}: {string.Join(", ", Runs([.. p.Select(e => e.Epoch)]))}");
        return $"{Count(ordered.Count, "epoch")}: {string.Join("; ", partitions)}";
    }

    private static IEnumerable<string> Runs(IReadOnlyList<long> epochs)
    {
        var first = 0;
        for (var i = 1; i <= epochs.Count; i++)
        {
            if (i == epochs.Count || epochs[i] != epochs[i - 1] + 1)
            {
                yield return first == i - 1 ? Number(epochs[first]) : $"{Number(epochs[first])} to {Number(epochs[i - 1])}";
                first = i;
            }
        }
    }
}
