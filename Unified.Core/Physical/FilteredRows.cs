namespace Unified.Physical;

/// <summary>The selected rows that a filter of aggregates lets pass. Buffers are reused; one thread.</summary>
internal sealed class FilteredRows
{
    private int[] _rows = [];
    private int[] _places = [];
    private int[] _offsets = [];

    /// <summary>How many pass.</summary>
    public int Count { get; private set; }

    /// <summary>Those rows, by batch row; the first <see cref="Count"/> are meant.</summary>
    public int[] Rows => _rows;

    /// <summary>Takes the selected rows whose flag is set.</summary>
    public void Take(bool[] passes, int[] selection, int selected)
    {
        if (_rows.Length < selected)
        {
            (_rows, _places, _offsets) = (new int[selected], new int[selected], new int[selected]);
        }

        Count = 0;
        for (var k = 0; k < selected; k++)
        {
            if (passes[k])
            {
                _rows[Count] = selection[k];
                _places[Count++] = k;
            }
        }
    }

    /// <summary>Of a value for each selected row those of the rows that pass.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<int> offsets)
    {
        for (var k = 0; k < Count; k++)
        {
            _offsets[k] = offsets[_places[k]];
        }

        return _offsets.AsSpan(0, Count);
    }
}
