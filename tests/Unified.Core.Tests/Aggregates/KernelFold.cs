using Unified.Aggregates;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Logical;

namespace Unified.Core.Tests.Aggregates;

/// <summary>One aggregate over one group, driven directly: values in, printed state out.</summary>
internal sealed class KernelFold
{
    private readonly AggregateCall _call;
    private readonly long[] _state;

    public KernelFold(AggregateFunction function, DataType? argument)
    {
        _call = new AggregateCall("x", function, argument is { } type ? new ColumnExpr("V", type) : null, function.Name == "Quantile" ? 0.5m : null, DataType.Int64);
        Kernel = function.CreateKernel(_call);
        _state = new long[Kernel.Words];
    }

    public AggregateKernel Kernel { get; }

    public Span<long> State => _state;

    /// <summary>Carriers as 128-bit integers; null is null.</summary>
    public KernelFold Add(params IReadOnlyList<Int128?> values)
    {
        Kernel.Update(Vector(values), new int[values.Count], _state);
        return this;
    }

    public KernelFold Merge(KernelFold other)
    {
        Kernel.Merge(_state, other.Kernel, other._state);
        return this;
    }

    /// <summary>The state columns as the row tables would print them.</summary>
    public string Print()
    {
        var writers = _call.States.Select(s => ColumnWriter.For(s.Type)).ToArray();
        Kernel.Write(_state, writers);
        var batch = new Apache.Arrow.RecordBatch(
            ArrowTypes.Schema(_call.States.Select(s => new Field(s.Name, s.Type))), writers.Select(w => w.Build()), 1);
        var layout = new RowLayout { Keys = [], Window = null, WindowMicros = 0, States = _call.States };
        return new TestKit.Events.RowTable(layout).Add(batch).Rows.Single().Value;
    }

    private ValueVector? Vector(IReadOnlyList<Int128?> values)
    {
        if (_call.Argument is not { Type: var type })
        {
            return null;
        }

        ValueVector vector = type.Kind switch
        {
            TypeKind.Int32 => Fill(new ValueVector<int>(), values, v => (int)v, type),
            TypeKind.Int64 => Fill(new ValueVector<long>(), values, v => (long)v, type),
            _ => Fill(new ValueVector<Int128>(), values, v => v, type),
        };
        for (var i = 0; i < values.Count && type.Nullable; i++)
        {
            vector.Valid![i] = values[i] is not null;
        }

        return vector;
    }

    private static ValueVector<T> Fill<T>(ValueVector<T> vector, IReadOnlyList<Int128?> values, Func<Int128, T> convert, DataType type)
    {
        vector.Reserve(values.Count, type.Nullable);
        for (var i = 0; i < values.Count; i++)
        {
            vector.Values[i] = convert(values[i] ?? 0);
        }

        return vector;
    }
}
