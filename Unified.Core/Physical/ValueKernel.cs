using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>Where a kernel is: after an exception, the row that raised it. One evaluator's, as kernels are of several threads.</summary>
internal sealed class RowCursor
{
    public int Row;

    public EntryRows Entries { get; } = new();
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
    private readonly int _text = EntryRows.TextColumn(expr, columns);

    public override ValueVector NewVector() => new ValueVector<T>();

    public override void Run(BoundBatch batch, ValueVector[] computed, int[] selection, int start, int count, ValueVector output,
        RowCursor cursor)
    {
        if (start > 0 || _text < 0 || !ByEntry(batch, computed, selection, count, (ValueVector<T>)output, cursor))
        {
            _loop(batch.Columns, computed, selection, start, count, ((ValueVector<T>)output).Values, output.Valid, cursor);
        }
    }

    // Once for each text of the dictionary that the rows have. Where one fails, row by row: who is told the row goes on behind it.
    private bool ByEntry(BoundBatch batch, ValueVector[] computed, int[] selection, int count, ValueVector<T> output, RowCursor cursor)
    {
        var rows = cursor.Entries;
        if (!rows.Find(batch.Columns[_text], selection, count))
        {
            return false;
        }

        try
        {
            _loop(batch.Columns, computed, rows.Rows, 0, rows.Count, output.Values, output.Valid, cursor);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException))
        {
            cursor.Row = -1;
            return false;
        }

        if (byRow)
        {
            for (var k = 0; k < count; k++)
            {
                Copy(output, rows.Rows[rows.Of[k]], selection[k]);
            }
        }
        else
        {
            // From the end on: the value of a row stands at its place or before it.
            for (var k = count - 1; k >= 0; k--)
            {
                Copy(output, rows.Of[k], k);
            }
        }

        return true;
    }

    private static void Copy(ValueVector<T> output, int from, int to)
    {
        output.Values[to] = output.Values[from];
        if (output.Valid is { } valid)
        {
            valid[to] = valid[from];
        }
    }
}

/// <summary>The compiled form of an expression.</summary>
internal delegate void KernelLoop<T>(
    BoundColumn[] columns, ValueVector[] computed, int[] selection, int start, int count, T[] values, bool[]? valid, RowCursor cursor);
