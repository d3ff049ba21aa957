using System.Numerics;
using Unified.Columnar;

namespace Unified.Aggregates;

/// <summary>Which exact sums of values x and y are kept; the count always is.</summary>
[Flags]
internal enum Moments
{
    /// <summary>x.</summary>
    Left = 1,

    /// <summary>y.</summary>
    Right = 2,

    /// <summary>x * x.</summary>
    LeftSquares = 4,

    /// <summary>y * y.</summary>
    RightSquares = 8,

    /// <summary>x * y.</summary>
    Products = 16,
}

/// <summary>
/// Exact sums of values and of their products, over events that have both. The words: the number of a group's sums plus one, and the count.
/// </summary>
internal sealed class MomentKernel<TLeft, TRight>(Moments moments) : AggregateKernel
    where TLeft : struct, INumberBase<TLeft> where TRight : struct, INumberBase<TRight>
{
    private static readonly Moments[] All = [.. Enum.GetValues<Moments>()];

    private readonly Moments[] _kept = [.. All.Where(m => moments.HasFlag(m))];
    private readonly List<LimbSum[]> _sums = [];

    public override int Words => 2;

    public override void Update(ValueVector? argument, ReadOnlySpan<int> offsets, Span<long> words) =>
        Update(new AggregateRows { Argument = argument }, offsets, words);

    public override void Update(in AggregateRows rows, ReadOnlySpan<int> offsets, Span<long> words)
    {
        var (left, right) = ((ValueVector<TLeft>)rows.Argument!, (ValueVector<TRight>)(rows.By ?? rows.Argument!));
        for (var row = 0; row < offsets.Length; row++)
        {
            if ((left.Valid is { } known && !known[row]) || (right.Valid is { } valid && !valid[row]))
            {
                continue;
            }

            ref var word = ref words[offsets[row]];
            if (word == 0)
            {
                _sums.Add([.. All.Select(_ => new LimbSum())]);
                word = _sums.Count;
            }

            Add(_sums[(int)word - 1], left.Values[row], right.Values[row]);
            words[offsets[row] + 1]++;
        }
    }

    public override void Write(ReadOnlySpan<long> state, ReadOnlySpan<ColumnWriter> columns)
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            ((BinsColumnWriter)columns[i]).Append(
                state[0] == 0 ? [] : _sums[(int)state[0] - 1][BitOperations.Log2((uint)_kept[i])].Limbs().ToArray());
        }

        columns[_kept.Length].Int64(state[1]);
    }

    public override void Clear() => _sums.Clear();

    private void Add(LimbSum[] sums, TLeft left, TRight right)
    {
        // The sums count what is not finite; no product is then asked for.
        var finite = TLeft.IsFinite(left) && TRight.IsFinite(right);
        AddTo(sums[0], left);
        if (moments.HasFlag(Moments.Right))
        {
            AddTo(sums[1], right);
        }

        if (!finite)
        {
            return;
        }

        var (x, y) = (ExactParts.Of(left), ExactParts.Of(right));
        if (moments.HasFlag(Moments.LeftSquares))
        {
            x.AddProduct(x, sums[2]);
        }

        if (moments.HasFlag(Moments.RightSquares))
        {
            y.AddProduct(y, sums[3]);
        }

        if (moments.HasFlag(Moments.Products))
        {
            x.AddProduct(y, sums[4]);
        }
    }

    private static void AddTo<T>(LimbSum sum, T value) where T : struct, INumberBase<T>
    {
        if (T.IsFinite(value))
        {
            var parts = ExactParts.Of(value);
            sum.Add((UInt128)parts.Magnitude, parts.Shift, parts.Negative);
        }
        else
        {
            sum.Add(double.CreateTruncating(value));
        }
    }
}
