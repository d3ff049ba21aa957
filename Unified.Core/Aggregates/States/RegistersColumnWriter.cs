using Apache.Arrow;
using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>A column of registers: map(uint16, uint8), keys ascending.</summary>
internal sealed class RegistersColumnWriter : ColumnWriter
{
    private readonly List<int> _offsets = [0];
    private readonly List<ushort> _registers = [];
    private readonly List<byte> _ranks = [];

    /// <summary>Appends a row.</summary>
    /// <param name="ranks">The rank of each register; those of rank 0 are left out.</param>
    public void Append(ReadOnlySpan<byte> ranks)
    {
        for (var register = 0; register < ranks.Length; register++)
        {
            if (ranks[register] != 0)
            {
                _registers.Add((ushort)register);
                _ranks.Add(ranks[register]);
            }
        }

        _offsets.Add(_registers.Count);
        Count++;
    }

    public override IArrowArray Build()
    {
        var (type, entries) = (RegistersState.MapType, _registers.Count);
        var offsets = new ArrowBuffer.Builder<int>(_offsets.Count).AppendRange(_offsets).Build();
        var keys = new UInt16Array.Builder().AppendRange(_registers).Build();
        var values = new UInt8Array.Builder().AppendRange(_ranks).Build();
        var pairs = new StructArray(type.Fields[0].DataType, entries, [keys, values], ArrowBuffer.Empty, 0);
        var map = new MapArray(type, Count, offsets, pairs, ArrowBuffer.Empty, 0);
        _offsets.Clear();
        _offsets.Add(0);
        _registers.Clear();
        _ranks.Clear();
        Count = 0;
        return map;
    }
}
