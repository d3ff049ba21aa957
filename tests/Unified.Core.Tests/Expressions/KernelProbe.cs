using System.Linq.Expressions;
using Unified.Columnar;
using Unified.Definition;
using Unified.Expressions;
using Unified.Logical;
using Unified.Physical;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Core.Tests.Expressions;

/// <summary>A lambda over trades, compiled as the engine compiles it and asked row by row; values come back as C# has them.</summary>
internal sealed class KernelProbe
{
    private static readonly SourceSchema Schema = SourceSchema.From(Trades.Source);
    private readonly ValueKernel _kernel;
    private readonly BoundBatch _batch = new(Schema.Columns);
    private readonly RowCursor _cursor = new();

    public KernelProbe(LambdaExpression lambda)
    {
        Expr = Translate(lambda);
        _kernel = ValueKernel.Compile(Expr, Schema.Columns);
    }

    public Expr Expr { get; }

    public static Expr Translate(LambdaExpression lambda) => ExprTranslator.Value(lambda, Schema.Shape());

    public static Expr Translate<T>(Expression<Func<Trade, T>> lambda) => Translate((LambdaExpression)lambda);

    /// <summary>For each trade its value (null for null), or the exception that the kernel threw.</summary>
    public IReadOnlyList<object?> Values(IReadOnlyList<Trade> trades)
    {
        var events = EventBatches.From(Schema, trades);
        _batch.Bind(events);
        try
        {
            return [.. Enumerable.Range(0, trades.Count).Select(Value)];
        }
        finally
        {
            _batch.Release();
        }
    }

    private object? Value(int row)
    {
        var output = _kernel.NewVector();
        output.Reserve(1, Expr.Type.Nullable);
        try
        {
            _cursor.Row = -1;
            _kernel.Run(_batch, [row], 0, 1, output, _cursor);
        }
        catch (Exception error)
        {
            Assert.AreEqual(0, _cursor.Row, $"{Expr} fails without saying on which row");
            return error;
        }

        return output.Valid is [false, ..] ? null : output switch
        {
            ValueVector<bool> v => v.Values[0],
            ValueVector<int> v => v.Values[0],
            ValueVector<string> v => v.Values[0],
            ValueVector<Int128> v => Decimals.ToDecimal(v.Values[0], Expr.Type.Scale),
            ValueVector<long> v => Expr.Type.Kind == TypeKind.Timestamp ? Timestamps.ToDateTime(v.Values[0]) : v.Values[0],
            _ => throw new AssertFailedException($"{output.GetType()} has no meaning here."),
        };
    }
}
