using System.Linq.Expressions;
using Unified.Columnar;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Linq;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Expressions;

/// <summary>A lambda over trades, compiled as the engine compiles it and asked row by row; values come back as C# has them.</summary>
internal sealed class KernelProbe
{
    private static readonly SourceSchema OfTrades = SourceReader.Schema(Trades.Source);
    private static readonly SourceSchema OfParcels = SourceReader.Schema(Parcels.Source);
    private static readonly SourceSchema OfBags = SourceReader.Schema(Bags.Source);
    private readonly SourceSchema _schema;
    private readonly ValueKernel _kernel;
    private readonly BoundBatch _batch;
    private readonly RowCursor _cursor = new();

    public KernelProbe(LambdaExpression lambda)
    {
        Expr = Translate(lambda);
        _schema = Schema(lambda);
        _batch = new BoundBatch(_schema.Columns.Items);
        _kernel = ValueKernel.Compile(Expr, new BranchColumns(_schema.Columns.Items));
    }

    public Expr Expr { get; }

    public static Expr Translate(LambdaExpression lambda) => Translated(lambda);

    private static Expr Translated(LambdaExpression lambda)
    {
        var mistakes = new Mistakes();
        var expr = mistakes.Try(() => new ExprTranslator(mistakes).Value(lambda, SourceReader.Shape(Schema(lambda))), () => null!);
        return mistakes.All.Count == 0 ? expr : throw new DefinitionException(mistakes.All);
    }

    private static SourceSchema Schema(LambdaExpression lambda) =>
        lambda.Parameters[0].Type == typeof(Parcel) ? OfParcels
        : lambda.Parameters[0].Type == typeof(Bag) ? OfBags : OfTrades;

    public static Expr Translate<T>(Expression<Func<Trade, T>> lambda) => Translate((LambdaExpression)lambda);

    /// <summary>For each event its value (null for null), or the exception that the kernel threw.</summary>
    public IReadOnlyList<object?> Values<T>(IReadOnlyList<T> trades) where T : notnull
    {
        var events = EventBatches.From(_schema, trades);
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
            _kernel.Run(_batch, [], [row], 0, 1, output, _cursor);
        }
        catch (Exception error)
        {
            Assert.AreEqual(0, _cursor.Row, $"{Expr} fails without saying on which row");
            return error;
        }

        return output.Valid is [false, ..] ? null : output switch
        {
            ValueVector<bool> v => v.Values[0],
            ValueVector<int> v => Expr.Type.Kind == TypeKind.Date ? ClrValues.ToDate(v.Values[0]) : v.Values[0],
            ValueVector<string> v => v.Values[0],
            ValueVector<Int128> v when Expr.Type.Kind == TypeKind.Guid => ClrValues.ToGuid(v.Values[0]),
            ValueVector<Int128> v => Decimals.ToDecimal(v.Values[0], Expr.Type.Scale),
            ValueVector<uint> v => v.Values[0],
            ValueVector<ulong> v => v.Values[0],
            ValueVector<double> v => v.Values[0],
            ValueVector<float> v => v.Values[0],
            ValueVector<long> v => Expr.Type.Kind switch
            {
                TypeKind.Timestamp => Timestamps.ToDateTime(v.Values[0]),
                TypeKind.Time => ClrValues.ToTime(v.Values[0]),
                TypeKind.Duration => ClrValues.ToSpan(v.Values[0]),
                _ => v.Values[0],
            },
            _ => throw new AssertFailedException($"{output.GetType()} has no meaning here."),
        };
    }
}
