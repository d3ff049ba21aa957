using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Manifests;
using Unified.Simulation.Tests.Logs;
using Unified.Simulation.Tests.Server;
using Unified.Time;

namespace Unified.Simulation.Tests;

/// <summary>
/// What must hold at every moment: an answer that calls itself complete is a function of the log. Its promoted rows are those of the epochs
/// below the cut; its stream rows are, for each partition, those of a prefix that is at least as long as the answer says.
/// </summary>
internal static class AnswerCheck
{
    private static readonly SourceSchema Source = Topic.Plan.Sources[0];

    public static JobState Run(World world)
    {
        var state = world.State();
        if (state.Complete)
        {
            var cut = state.Manifest.Cut;
            Same(world, "promoted rows", Expected(world, e => e.Epoch < cut.Of(e.Partition), long.MaxValue),
                Actual(state.Manifest.Days.SelectMany(d => world.Rows.Batch.GetValueOrDefault((d.Value, d.Key)) ?? []), merge: false));
            for (var p = 0; p < ShopDays.Partitions; p++)
            {
                var partition = Source.Partition(p);
                StreamRow[] rows = [.. world.Rows.Final().Where(r => r.Epoch.Partition == partition && Ownership.StreamOwns(cut, r.Epoch))];
                // Rows are written before their ledger: they may be further than it says.
                var end = rows.Select(r => r.Covered).Append(state.Frontier[partition]).Max();
                Same(world, $"stream rows of {partition} up to {end}", Expected(world, e => e.Partition == partition
                    && e.Epoch >= cut.Of(partition), end), Actual(rows.Select(r => r.Row), merge: true));
            }
        }

        return state;
    }

    private static Dictionary<string, (Int128 Sales, Int128 Amount)> Expected(World world, Func<EpochId, bool> epochs, long end)
    {
        var expected = new Dictionary<string, (Int128, Int128)>();
        for (var p = 0; p < ShopDays.Partitions; p++)
        {
            foreach (var entry in world.Topic.Partitions[p].Entries.Where(e => e.Event is not null && e.Offset < end
                && epochs(new EpochId(Source.Partition(p), Source.Epochs.Of(e.Offset)))))
            {
                var sale = entry.Event!;
                var key = $"{sale.Shop}|{Timestamps.FromDateTime(sale.At.Date)}";
                var (sales, amount) = expected.GetValueOrDefault(key);
                expected[key] = (sales + 1, amount + sale.Amount);
            }
        }

        return expected;
    }

    // A promoted row stands for itself: two of one identity would be two in a scan.
    private static Dictionary<string, (Int128, Int128)> Actual(IEnumerable<JobRow> rows, bool merge) =>
        (merge ? JobRow.Merged(Topic.Plan.Rows, rows) : rows).GroupBy(r => r.Text).ToDictionary(g => g.Key,
            g => g.Aggregate((default(Int128), default(Int128)), (s, r) =>
                (s.Item1 + (Int128)r.States[0]!, s.Item2 + (Int128)r.States[1]!)));

    private static void Same(
        World world, string what, Dictionary<string, (Int128, Int128)> expected, Dictionary<string, (Int128, Int128)> actual)
    {
        if (expected.Count != actual.Count || expected.Any(e => actual.GetValueOrDefault(e.Key) != e.Value))
        {
            throw new WrongAnswerException($"complete, and the {what} are wrong: {Text(actual)} instead of {Text(expected)}\n"
                + $"ledger: {world.Ledger()}");
        }
    }

    private static string Text(Dictionary<string, (Int128, Int128)> rows) =>
        string.Join(", ", rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}={r.Value.Item1}/{r.Value.Item2}"));
}

/// <summary>A broken promise.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
