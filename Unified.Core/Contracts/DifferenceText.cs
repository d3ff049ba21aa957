using System.Globalization;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Contracts;

/// <summary>Differences as people read them: one line that names job, key, window, epochs, column, both values and the cause.</summary>
public static class DifferenceText
{
    private const int LongestValue = 120;
    private const int LongestList = 8;

    /// <summary>The line.</summary>
    public static string Of(Difference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return $"job {difference.Job}: {What(difference)}{Wrong(difference.Wrong)}";
    }

    private static string What(Difference difference) => difference.Cause switch
    {
        OtherDefinition other => string.Create(CultureInfo.InvariantCulture,
            $"generation {other.Generation} was computed by definition {other.Job} {other.Version}, the stream's rows are of "
                + $"{other.StreamVersion} ")
            + "(other definition or code version)",
        MoreRows more => string.Create(CultureInfo.InvariantCulture, $"{more.Total} rows differ in all; the first {more.Named} are named"),
        _ when difference.Keys.Length == 0 => $"{Where(difference)}: {OfEpoch(difference.Cause)}",
        _ => $"key {Keys(difference, window: false)}{Keys(difference, window: true)}, {Where(difference)}: {Values(difference)} "
            + $"({OfRow(difference.Cause)})",
    };

    private static string OfEpoch(DifferenceCause cause) => cause switch
    {
        NotYetRead { Covered: null } => "the stream has not begun it (incomplete: not yet comparable)",
        NotYetRead { Covered: { } covered, End: var end } => string.Create(CultureInfo.InvariantCulture,
            $"the stream has covered offsets below {covered} of {end} (incomplete: not yet comparable)"),
        LedgerHole => "the stream's ledger has a hole here, and goes on behind it (ledger)",
        NotInLedger => "is not in the generation's ledger (ledger)",
        Unbalanced { Layer: var layer, Counts: var counts } => $"the {Name(layer)}'s ledger is not balanced: {Text(counts)} (ledger)",
        LedgersDiffer { Stream: var stream, Batch: var batch } =>
            $"the ledgers differ: stream {Text(stream)}; batch {Text(batch)} (ledger)",
        _ => throw new InternalException($"{cause} is no difference of an epoch."),
    };

    private static string OfRow(DifferenceCause cause) => cause switch
    {
        MissingInStream => "missing in stream: lost, or written under another key",
        ExtraInStream => "extra in stream: written by something else, or under another key",
        Duplicate { Layer: var layer } => $"duplicate: the {Name(layer)} has it twice",
        OtherCode { Stream: var stream, Batch: var batch } =>
            $"other definition or code version: the stream's rows are of code '{stream}', the batch's of '{batch}'",
        DifferentState => "different state: corrupted or computed by other code",
        _ => throw new InternalException($"{cause} is no difference of a row."),
    };

    private static string Keys(Difference difference, bool window) => !window
        ? string.Join(", ", difference.Keys.Where(k => !k.IsWindow).Select(k => $"{k.Column}={k.Value}"))
        : string.Concat(difference.Keys.Where(k => k.IsWindow).Select(k => $", window {k.Column}={k.Value}"));

    private static string Values(Difference difference) => difference.Cause switch
    {
        MissingInStream => $"the row is in the batch ({Row(difference, c => c.Batch)}) and not in the stream",
        ExtraInStream => $"the row is in the stream ({Row(difference, c => c.Stream)}) and not in the batch",
        _ when difference.Columns.Length == 0 => "all columns are equal",
        _ => string.Join(", ", difference.Columns.Select(c =>
            $"column {c.Column} is {Short(c.Stream)} in the stream and {Short(c.Batch)} in the batch")),
    };

    private static string Row(Difference difference, Func<ColumnDifference, string?> value) =>
        string.Join(", ", difference.Columns.Select(c => $"{c.Column} = {Short(value(c))}"));

    /// <summary>flights partition 0 epoch 20; flights partition 1 epochs 4 to 7.</summary>
    private static string Where(Difference difference)
    {
        var ranges = new List<LogSlice>();
        foreach (var epoch in difference.Epochs)
        {
            if (ranges is [.., var last] && last.Partition == epoch.Partition && last.End == epoch.Epoch)
            {
                ranges[^1] = last with { End = last.End + 1 };
            }
            else
            {
                ranges.Add(new LogSlice(epoch.Partition, epoch.Epoch, epoch.Epoch + 1));
            }
        }

        return ranges.Count == 0 ? "no single epoch" : string.Join("; ", ranges.Take(LongestList).Select(Range))
            + (ranges.Count > LongestList ? string.Create(CultureInfo.InvariantCulture, $" and {ranges.Count - LongestList} more") : "");
    }

    private static string Range(LogSlice range) => range.End == range.First + 1
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Partition} epoch {range.First}")
        : string.Create(CultureInfo.InvariantCulture, $"{range.Partition} epochs {range.First} to {range.End - 1}");

    private static string Wrong(WrongGeneration? wrong) => wrong is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $". Computed again from the archive, these epochs are as the stream has them: generation {wrong.Id} is wrong. ")
        + (wrong.Rebuild ? "Give it up: backfill --give-up, and ask for the rebuild again"
            : "Give it up, and the next run computes it anew: backfill --give-up");

    private static string Name(Layer layer) => layer == Layer.Stream ? "stream" : "batch";

    private static string Short(string? value) => value is { Length: > LongestValue } ? value[..LongestValue] + "..." : value ?? "";

    private static string Text(LedgerCounts counts) => string.Create(CultureInfo.InvariantCulture,
        $"read {counts.Read} = emitted {counts.Emitted} + filtered {counts.Filtered} + quarantined {counts.Quarantined}");
}
