using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Logical;

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

    /// <summary>A vector for its values.</summary>
    public abstract ValueVector NewVector();

    /// <summary>Evaluates rows <c>selection[start..count)</c> into <paramref name="output"/>[start..count).</summary>
    public abstract void Run(BoundBatch batch, int[] selection, int start, int count, ValueVector output, RowCursor cursor);

    public static ValueKernel Compile(Expr expr, ImmutableArray<Field> columns)
    {
        var type = typeof(ValueKernel<>).MakeGenericType(expr.Type.Carrier);
        return (ValueKernel)Activator.CreateInstance(type, expr, columns)!;
    }
}

/// <inheritdoc />
internal sealed class ValueKernel<T>(Expr expr, ImmutableArray<Field> columns) : ValueKernel(expr)
{
    private readonly KernelLoop<T> _loop = KernelCompiler.Compile<T>(expr, columns);

    public override ValueVector NewVector() => new ValueVector<T>();

    public override void Run(BoundBatch batch, int[] selection, int start, int count, ValueVector output, RowCursor cursor) =>
        _loop(batch.Columns, selection, start, count, ((ValueVector<T>)output).Values, output.Valid, cursor);
}

/// <summary>The compiled form of an expression.</summary>
internal delegate void KernelLoop<T>(BoundColumn[] columns, int[] selection, int start, int count, T[] values, bool[]? valid, RowCursor cursor);
