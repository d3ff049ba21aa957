using System.Globalization;
using System.Numerics;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Types;

namespace Unified.Serving.Proof;

/// <summary>What a row that is not the same in both layers is: key, columns, epochs and cause.</summary>
internal static class RowDifference
{
    /// <param name="plan">The job.</param>
    /// <param name="whole">The row over all epochs.</param>
    /// <param name="parts">
    /// The row in each slice in which it differs: when there is one only, its values say more than those of the whole.
    /// </param>
    /// <param name="ledgers">The ledgers of both layers.</param>
    public static Difference Of(JobPlan plan, DifferentRow whole, IEnumerable<DifferentRow> parts, LedgerComparison ledgers)
    {
        var pieces = parts.ToArray();
        var row = pieces is [var one] ? one : whole;
        EquatableArray<EpochId> epochs = plan.Rows.Kind == RowKind.Emission
            ? [EpochOf(plan, row)] : [.. pieces.SelectMany(p => Epochs((LogSlice)Slice.Parse(p.Slice))).Distinct().Order()];
        return new Difference(plan.Job, Cause(plan, row, epochs, ledgers))
        {
            Keys = [.. plan.Rows.Identity.Select((f, i) => new KeyText(f.Name, ValueText.Of(f.Type, row.Key[i]), f == plan.Rows.Window))],
            Columns =
            [
                .. RowComparison.Compared(plan.Rows)
                    .Select((c, i) => new ColumnDifference(c.Name, row.StreamRows > 0 ? row.Stream[i] : null,
                        row.BatchRows > 0 ? row.Batch[i] : null))
                    .Where(c => c.Stream != c.Batch),
            ],
            Epochs = epochs,
        };
    }

    private static DifferenceCause Cause(JobPlan plan, DifferentRow row, IEnumerable<EpochId> epochs, LedgerComparison ledgers) =>
        row.StreamRows == 0 ? new MissingInStream()
        : row.BatchRows == 0 ? new ExtraInStream()
        : ledgers.OtherCode(epochs) is { } code ? code
        : row.StreamRows > 1 || Twice(plan, row.Batch, row.Stream) ? new Duplicate(Layer.Stream)
        : row.BatchRows > 1 || Twice(plan, row.Stream, row.Batch) ? new Duplicate(Layer.Batch)
        : new DifferentState();

    // Every additive state that is not zero is exactly doubled: the same events were added two times.
    private static bool Twice(JobPlan plan, IReadOnlyList<string> once, IReadOnlyList<string> twice)
    {
        var sums = plan.Rows.States.Select((s, i) => (s.Doubles, Once: once[i], Twice: twice[i]))
            .Where(s => s.Doubles).Select(s => (Number(s.Once), Number(s.Twice))).ToArray();
        return sums.Any(s => s.Item1 != 0) && sums.All(s => s.Item1 * 2 == s.Item2);
    }

    // The row of an event says itself where the event is.
    private static EpochId EpochOf(JobPlan plan, DifferentRow row)
    {
        string Key(string column) => row.Key[plan.Rows.Identity.IndexOf(plan.Rows.Identity.First(f => f.Name == column))];
        var partition = new LogPartition(Key(LineageColumns.Log), int.Parse(Key(LineageColumns.Partition), CultureInfo.InvariantCulture));
        return new EpochId(partition, plan.Source(partition).Epochs.Of(
            long.Parse(Key(LineageColumns.Offset), CultureInfo.InvariantCulture)));
    }

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<EpochId> Epochs(LogSlice slice)
    {
        for (var epoch = slice.First; epoch < slice.End; epoch++)
        {
            yield return new EpochId(slice.Partition, epoch);
        }
    }
}
