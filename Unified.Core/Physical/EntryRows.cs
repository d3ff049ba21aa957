using Unified.Expressions;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// The rows of a selection that have a text of a dictionary first: what depends on that text alone is computed for them, and is the same
/// for the others. Reused from batch to batch by one thread.
/// </summary>
internal sealed class EntryRows
{
    private int[] _first = [];

    /// <summary>The first row of each text, by batch row, in the order of the selection; the first <see cref="Count"/> are meant.</summary>
    public int[] Rows { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>For each place of the selection the place in <see cref="Rows"/> of the row with the same text: never a later one.</summary>
    public int[] Of { get; private set; } = [];

    /// <summary>
    /// The scanned text column that an expression depends on alone, or -1 when there is none or nothing is computed of it.
    /// </summary>
    public static int TextColumn(Expr expr, BranchColumns columns)
    {
        var read = expr.Walk().OfType<ColumnExpr>().DistinctBy(c => c.Name, StringComparer.Ordinal).ToList();
        return expr is not ColumnExpr && read is [{ Type.Kind: TypeKind.String, Name: var name }] && columns.Computed(name) < 0
            ? columns.Scanned(name) : -1;
    }

    /// <summary>Finds them; false when there are too few rows to a text for it to pay.</summary>
    public bool Find(BoundColumn column, int[] selection, int count)
    {
        var entries = column.Entries;
        if (column.Values == 0 || entries > count / 2)
        {
            return false;
        }

        // One place more is for rows without a text.
        _first = _first.Length > entries ? _first : new int[entries + 1];
        _first.AsSpan(0, entries + 1).Fill(-1);
        Rows = Rows.Length >= count ? Rows : new int[count];
        Of = Of.Length >= count ? Of : new int[count];
        Count = 0;
        for (var k = 0; k < count; k++)
        {
            var row = selection[k];
            ref var first = ref _first[Load.IsValid(column.Validity, row + column.BitOffset) ? column.Entry(row) : entries];
            if (first < 0)
            {
                first = Count;
                Rows[Count++] = row;
            }

            Of[k] = first;
        }

        return true;
    }
}
