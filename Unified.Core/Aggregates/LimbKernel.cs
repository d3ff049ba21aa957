using System.Numerics;
using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>Sums of doubles, and where it is needed the number of values that were not null.</summary>
internal sealed class LimbKernel<T>(bool counted) : AggregateKernel where T : struct, INumberBase<T>
{
    private readonly List<LimbSum> _sums = [];

    /// <summary>The number of the group's sum plus one; the count.</summary>
    public override int Words => counted ? 2 : 1;

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words)
    {
        var values = ((ValueVector<T>)argument!).Values;
        var valid = argument!.Valid;
        for (var row = 0; row < offsets.Length; row++)
        {
            if (valid is not null && !valid[row])
            {
                continue;
            }

            ref var word = ref words[offsets[row]];
            if (word == 0)
            {
                _sums.Add(new LimbSum());
                word = _sums.Count;
            }

            _sums[(int)word - 1].Add(double.CreateTruncating(values[row]));
            if (counted)
            {
                words[offsets[row] + 1]++;
            }
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        ((BinsColumnWriter)columns[0]).Append(state[0] == 0 ? [] : _sums[(int)state[0] - 1].Limbs().ToArray());
        if (counted)
        {
            columns[1].Int64(state[1]);
        }
    }

    public override void Clear() => _sums.Clear();
}
