using Unified.Columnar;
using Unified.Time;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// Times that become part of a row must be times that every supported server holds and shows. ClickHouse documents 1900 to 2299 for
/// DateTime64(6); what a server makes of others depends on its version, and one that clamps would make one window of two, without a word.
/// An event with such a key is rejected here, in the step function, hence in both layers alike.
/// </summary>
internal static class StoredTimes
{
    /// <summary>Rejects the rows whose value is a time or a day outside the range.</summary>
    public static void Check(ValueVector times, int[] selection, int count, string what, SortedDictionary<int, string> rejected)
    {
        for (var k = 0; k < count; k++)
        {
            // A row that failed before holds another row's value. A null is held as zero, which is storable.
            var storable = times is ValueVector<int> days ? Timestamps.IsStorableDay(days.Values[k])
                : Timestamps.IsStorable(((ValueVector<long>)times).Values[k]);
            if (!storable && !rejected.ContainsKey(selection[k]))
            {
                rejected.Add(selection[k], $"{what}: a time outside the years 1900 to 2299, which tables can hold");
            }
        }
    }

    /// <summary>True for types whose values tables hold in part only.</summary>
    public static bool Bounds(DataType type) => type.Kind is TypeKind.Timestamp or TypeKind.Date;
}
