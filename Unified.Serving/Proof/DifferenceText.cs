using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Unified.Aggregates;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Time;

namespace Unified.Serving.Proof;

/// <summary>Differences as people read them: one line that names key, window, column, both values and the cause.</summary>
internal static class DifferenceText
{
    public const string MissingInStream = "missing in stream";
    public const string ExtraInStream = "extra in stream";
    public const string DifferentState = "different state";
    public const string Duplicate = "duplicate";
    public const string OtherVersion = "other definition or code version";
    public const string Ledger = "ledger";
    public const string Incomplete = "incomplete";

    private const int LongestValue = 120;
    private const int LongestList = 8;

    public static readonly IReadOnlyDictionary<string, string> NoKeys = ImmutableDictionary<string, string>.Empty;
    public static readonly IReadOnlyDictionary<string, (string Stream, string Batch)> NoColumns = ImmutableDictionary<string, (string, string)>.Empty;

    public static Difference OtherDefinition(JobPlan plan, Generation generation) => new(OtherVersion, NoKeys, NoColumns, [],
        $"job {plan.Job}: generation {generation.Id} was computed by definition {generation.Job} {generation.Version}, the stream's rows are of {plan.Version} ({OtherVersion})");

    /// <summary>A difference of whole epochs.</summary>
    public static Difference OfEpoch(JobPlan plan, string cause, EpochId epoch, string what) =>
        new(cause, NoKeys, NoColumns, [epoch], $"job {plan.Job}: {epoch}: {what}");

    /// <summary>A difference of a row.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="whole">The row over all epochs.</param>
    /// <param name="parts">The row in each slice in which it differs: when there is one only, its values say more than those of the whole.</param>
    /// <param name="ledgers">The ledgers of both layers.</param>
    public static Difference OfStates(JobPlan plan, DifferentRow whole, IEnumerable<DifferentRow> parts, LedgerComparison ledgers)
    {
        var pieces = parts.ToArray();
        var row = pieces is [var one] ? one : whole;
        LogSlice[] slices = [.. pieces.Select(p => (LogSlice)Slice.Parse(p.Slice)).OrderBy(s => s.Partition).ThenBy(s => s.First)];
        var columns = plan.Rows.States.Select((s, i) => (s.Name, Stream: row.InStream ? row.Stream[i] : "", Batch: row.InBatch ? row.Batch[i] : ""))
            .Where(c => c.Stream != c.Batch).ToDictionary(c => c.Name, c => (c.Stream, c.Batch), StringComparer.Ordinal);
        var keys = plan.Rows.Identity.Select((f, i) => KeyValuePair.Create(f.Name, Value(f.Type, row.Key[i]))).ToDictionary(StringComparer.Ordinal);
        EpochId[] epochs = [.. slices.SelectMany(Epochs).Distinct().Order()];
        var (cause, explanation) = Cause(plan, row, epochs, ledgers);
        var window = plan.Rows.Window is { } w ? $", window {w.Name}={keys[w.Name]}" : "";
        var key = string.Join(", ", plan.Rows.Keys.Select(k => $"{k.Name}={keys[k.Name]}"));
        var values = row.InStream && row.InBatch
            ? string.Join(", ", columns.Select(c => $"column {c.Key} is {Short(c.Value.Stream)} in the stream and {Short(c.Value.Batch)} in the batch"))
            : row.InBatch ? $"the row is in the batch ({Row(columns, batch: true)}) and not in the stream" : $"the row is in the stream ({Row(columns, batch: false)}) and not in the batch";
        return new Difference(cause, keys, columns, epochs, $"job {plan.Job}: key {key}{window}, {Where(slices)}: {values} ({explanation})");
    }

    /// <summary>partition 0 epoch 20; partition 1 epochs 4 to 7.</summary>
    private static string Where(IReadOnlyCollection<LogSlice> slices) => slices.Count == 0 ? "no single slice"
        : string.Join("; ", slices.Take(LongestList).Select(s => s.End == s.First + 1
            ? string.Create(CultureInfo.InvariantCulture, $"partition {s.Partition} epoch {s.First}")
            : string.Create(CultureInfo.InvariantCulture, $"partition {s.Partition} epochs {s.First} to {s.End - 1}")))
            + (slices.Count > LongestList ? string.Create(CultureInfo.InvariantCulture, $" and {slices.Count - LongestList} more") : "");

    private static (string Cause, string Explanation) Cause(JobPlan plan, DifferentRow row, IReadOnlyList<EpochId> epochs, LedgerComparison ledgers)
    {
        if (!row.InStream)
        {
            return (MissingInStream, MissingInStream + ": lost, or written under another key");
        }

        if (!row.InBatch)
        {
            return (ExtraInStream, ExtraInStream + ": written by something else, or under another key");
        }

        if (ledgers.OtherCode(epochs) is { } codes)
        {
            return (OtherVersion, $"{OtherVersion}: the stream's rows are of code '{codes.Stream}', the batch's of '{codes.Batch}'");
        }

        return Twice(plan, row.Batch, row.Stream) ? (Duplicate, Duplicate + ": the stream has it twice")
            : Twice(plan, row.Stream, row.Batch) ? (Duplicate, Duplicate + ": the batch has it twice")
            : (DifferentState, DifferentState + ": corrupted or computed by other code");
    }

    // Every additive state that is not zero is exactly doubled: the same events were added two times.
    private static bool Twice(JobPlan plan, IReadOnlyList<string> once, IReadOnlyList<string> twice)
    {
        var sums = plan.Rows.States.Select((s, i) => (s.Merge, s.Type.Kind, Once: once[i], Twice: twice[i]))
            .Where(s => s.Merge == MergeRule.Sum && s.Kind is TypeKind.Int64 or TypeKind.Int128).Select(s => (Number(s.Once), Number(s.Twice))).ToArray();
        return sums.Any(s => s.Item1 != 0) && sums.All(s => s.Item1 * 2 == s.Item2);
    }

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A key as people write it: days as dates, times as ISO 8601.</summary>
    public static string Value(DataType type, string text) => type.Kind == TypeKind.Timestamp && long.TryParse(text, CultureInfo.InvariantCulture, out var micros)
        ? micros % Timestamps.MicrosPerDay == 0 ? Timestamps.FormatDay(Timestamps.Day(micros)) : Timestamps.Format(micros)
        : text;

    private static string Row(IReadOnlyDictionary<string, (string Stream, string Batch)> columns, bool batch) =>
        string.Join(", ", columns.Select(c => $"{c.Key} = {Short(batch ? c.Value.Batch : c.Value.Stream)}"));

    private static string Short(string value) => value.Length > LongestValue ? value[..LongestValue] + "..." : value;

    private static IEnumerable<EpochId> Epochs(LogSlice slice)
    {
        for (var epoch = slice.First; epoch < slice.End; epoch++)
        {
            yield return new EpochId(slice.Partition, epoch);
        }
    }
}
