using Unified.Aggregates;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Events;

/// <summary>One aggregate over one group, driven directly: values in, printed state out.</summary>
internal sealed class KernelFold
{
    /// <summary>Options of aggregates: what an aggregate that has some takes is among them.</summary>
    private static readonly EquatableArray<ConstantExpr>[] Options =
        [[], [new ConstantExpr(3, DataType.Int32)], [new ConstantExpr("; '", DataType.String)],
            [new ConstantExpr(-2L, DataType.Int64), new ConstantExpr((Int128)15, DataType.Decimal(2, 1)),
                new ConstantExpr(7L, DataType.Int64)],
            [new ConstantExpr(double.NegativeInfinity, DataType.Double), new ConstantExpr(-0.0, DataType.Double),
                new ConstantExpr(99.5, DataType.Double)]];

    private readonly AggregateCall _call;
    private readonly long[] _state;

    /// <summary>A fold of the function over values of a type.</summary>
    public KernelFold(AggregateFunction function, DataType? argument)
        : this(Call(function, argument))
    {
    }

    /// <summary>A fold of an aggregate.</summary>
    public KernelFold(AggregateCall call)
    {
        _call = call;
        Kernel = call.Function.CreateKernel(call);
        _state = new long[Kernel.Words];
    }

    /// <summary>The aggregate's kernel.</summary>
    public AggregateKernel Kernel { get; }

    /// <summary>The state's words.</summary>
    public Span<long> State => _state;

    /// <summary>An aggregate of a column.</summary>
    public static AggregateCall Call(AggregateFunction function, DataType? argument, DataType? by = null, bool partial = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        var second = function.IsOrderedByItself ? argument : function.HasSecond ? function.ResultType(argument, by) is null ? argument : by
            : function.Order == EventOrder.None ? null : by ?? DataType.Timestamp;
        return new AggregateCall("x", function, argument is { } type ? new ColumnExpr("v", type) : null,
            function.HasShare ? 0.95m : function.IsPerWindow ? 60_100_000m : null, function.ResultType(argument, second)!.Value, partial,
            second is { } found ? new ColumnExpr("by", found) : null, function.Name == "Histogram"
                ? Options[argument is { IsFloating: true } ? 4 : 3] : Options.First(o => function.Refuses(argument, o) is null));
    }

    /// <summary>Events, in their order.</summary>
    public KernelFold Take(IEnumerable<PlainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var one in events)
        {
            var rows = new AggregateRows
            {
                Argument = _call.Argument is null ? null : Vector([one.Value], _call.Argument.Type),
                By = _call.By is null ? null : Vector([_call.Function.IsOrderedByItself ? one.Value : one.By], _call.By.Type),
                Log = one.Log,
                Partition = one.Partition,
                Branch = one.Branch,
                Offsets = new long[] { one.Offset },
            };
            Kernel.Update(rows, new int[1], _state);
        }

        return this;
    }

    /// <summary>Values in their carriers; null is null.</summary>
    public KernelFold Add(params IReadOnlyList<object?> values)
    {
        Kernel.Update(_call.Argument is null ? null : Vector(values, _call.Argument.Type), new int[values.Count], _state);
        return this;
    }

    /// <summary>The state columns as the row tables would print them, merged with those of others.</summary>
    public string Print(params IEnumerable<KernelFold> merged) =>
        merged.Aggregate(Table(), (all, other) => all.Add(other.Table())).Rows.Single().Value;

    /// <summary>The state as a row of one.</summary>
    public Apache.Arrow.RecordBatch Batch()
    {
        var writers = _call.States.Select(s => s.NewWriter()).ToArray();
        Kernel.Write(_state, writers);
        return new Apache.Arrow.RecordBatch(
            ArrowTypes.Schema(_call.States.Items.CastArray<RowColumn>()), writers.Select(w => w.Build()), 1);
    }

    /// <summary>The layout of such rows.</summary>
    public static RowLayout Layout(AggregateCall call) => new()
    {
        Kind = RowKind.Group,
        Keys = [],
        Window = null,
        States = call.States.Items,
        Values = [],
        Order = [],
    };

    private RowTable Table() => new RowTable(Layout(_call)).Add(Batch());

    private static ValueVector Vector(IReadOnlyList<object?> values, DataType type)
    {
        ValueVector vector = type.Carrier switch
        {
            var t when t == typeof(bool) => Fill(new ValueVector<bool>(), values, type),
            var t when t == typeof(int) => Fill(new ValueVector<int>(), values, type),
            var t when t == typeof(long) => Fill(new ValueVector<long>(), values, type),
            var t when t == typeof(uint) => Fill(new ValueVector<uint>(), values, type),
            var t when t == typeof(ulong) => Fill(new ValueVector<ulong>(), values, type),
            var t when t == typeof(double) => Fill(new ValueVector<double>(), values, type),
            var t when t == typeof(float) => Fill(new ValueVector<float>(), values, type),
            var t when t == typeof(string) => Fill(new ValueVector<string>(), values, type),
            _ => Fill(new ValueVector<Int128>(), values, type),
        };
        for (var i = 0; i < values.Count && type.Nullable; i++)
        {
            vector.Valid![i] = values[i] is not null;
        }

        return vector;
    }

    private static ValueVector<T> Fill<T>(ValueVector<T> vector, IReadOnlyList<object?> values, DataType type)
    {
        vector.Reserve(values.Count, type.Nullable);
        for (var i = 0; i < values.Count; i++)
        {
            vector.Values[i] = values[i] is { } value ? (T)value : default!;
        }

        return vector;
    }
}
