using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>Where a kernel is: after an exception, the row that raised it.</summary>
internal sealed class RowCursor
{
    public int Row;
}

/// <summary>One expression, compiled to a loop over the selected rows of a batch.</summary>
internal abstract class ValueKernel(Expr expr)
{
    public Expr Expr { get; } = expr;

    /// <summary>The expression for a message: what is deep in a long one is left out.</summary>
    public string Text => field ??= ExprText.Short(Expr);

    /// <summary>A vector for its values.</summary>
    public abstract ValueVector NewVector();

    /// <summary>Evaluates rows <c>selection[start..count)</c> into <paramref name="output"/>[start..count).</summary>
    public abstract void Run(BoundBatch batch, ValueVector[] computed, int[] selection, int start, int count, ValueVector output,
        RowCursor cursor);

    public static ValueKernel Compile(Expr expr, BranchColumns columns, bool byRow = false)
    {
        var type = typeof(ValueKernel<>).MakeGenericType(expr.Type.Carrier);
        return (ValueKernel)Activator.CreateInstance(type, expr, columns, byRow)!;
    }
}

/// <inheritdoc />
internal sealed class ValueKernel<T>(Expr expr, BranchColumns columns, bool byRow) : ValueKernel(expr)
{
    private readonly KernelLoop<T> _loop = KernelCompiler.Compile<T>(expr, columns, byRow);

    public override ValueVector NewVector() => new ValueVector<T>();

    public override void Run(BoundBatch batch, ValueVector[] computed, int[] selection, int start, int count, ValueVector output,
        RowCursor cursor) =>
        _loop(batch.Columns, computed, selection, start, count, ((ValueVector<T>)output).Values, output.Valid, cursor);
}

/// <summary>The compiled form of an expression.</summary>
internal delegate void KernelLoop<T>(
    BoundColumn[] columns, ValueVector[] computed, int[] selection, int start, int count, T[] values, bool[]? valid, RowCursor cursor);
