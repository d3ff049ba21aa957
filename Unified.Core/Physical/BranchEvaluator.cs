using Unified.Columnar;
using Unified.Errors;
using Unified.Time;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// Evaluates one branch over a batch: which rows pass, their columns, their arguments. Nothing is folded before all branches have
/// succeeded, so an event that cannot be computed leaves no trace in any state. Buffers are reused; one thread.
/// </summary>
internal sealed class BranchEvaluator
{
    private readonly string _job;
    private readonly BoundBatch _batch;
    private readonly RowCursor _cursor = new();
    private readonly ValueVector[] _computed;
    private readonly ValueVector?[] _conditions;
    private readonly ValueVector?[] _columns;
    private readonly InputProgram _input;
    private readonly ValueVector<bool>[] _passes;
    private readonly FilteredRows[] _filtered;
    private readonly ElementRows? _elements;
    private int[] _selection = [];

    public BranchEvaluator(string job, BranchProgram program, BoundBatch batch, InputProgram input)
    {
        (_job, Program, _input) = (job, program, input);
        _elements = program.Elements is { } elements ? new ElementRows(job, elements, batch, input) : null;
        _batch = _elements?.Batch ?? batch;
        _computed = [.. program.Steps.Where(s => s.Column >= 0).Select(s => s.Kernel.NewVector())];
        _conditions = [.. program.Steps.Select(s => s.Column < 0 ? s.Kernel.NewVector() : null)];
        _columns = [.. program.Columns.Select(c => c.Kernel?.NewVector())];
        _passes = [.. program.Filters.Select(k => (ValueVector<bool>)k.NewVector())];
        _filtered = [.. program.Filters.Select(_ => new FilteredRows())];
        Arguments = [.. program.Arguments.Select(a => a.Kernel.NewVector())];
    }

    public BranchProgram Program { get; }

    /// <summary>The batch of its rows: the events, or elements of their lists.</summary>
    public BoundBatch Batch => _batch;

    /// <summary>The event that a row is of, by its row in the batch of events.</summary>
    public int Event(int row) => _elements?.Event(row) ?? row;

    /// <summary>The offset of a row's event.</summary>
    public long Offset(int row) => _elements?.Offset(row) ?? _batch.Offset(row);

    /// <summary>What tells rows of one record apart.</summary>
    /// <param name="row">The row.</param>
    /// <param name="branch">The number of the branch.</param>
    /// <param name="branches">How many branches there are.</param>
    public int Place(int row, int branch, int branches) =>
        checked(((_elements?.Number(row) ?? _batch.Number(row)) * branches) + branch);

    /// <summary>True when one record may have several rows.</summary>
    public bool HasPlaces => _elements is not null || _input.Source.HasManyEvents;

    /// <summary>True when one event may have several rows.</summary>
    public bool HasElements => _elements is not null;

    /// <summary>The rows that passed, by batch row; the first <see cref="Selected"/> are meant.</summary>
    public int[] Selection => _selection;

    public int Selected { get; private set; }

    /// <summary>Values of column i for the selected rows, or null for a plain text column.</summary>
    public ValueVector? Column(int i) => _columns[i];

    /// <summary>Values of the arguments: for the selected rows, or for those of them that the argument's filter lets pass.</summary>
    public ValueVector[] Arguments { get; }

    /// <summary>The selected rows that a filter of aggregates lets pass.</summary>
    public FilteredRows Filtered(int filter) => _filtered[filter];

    /// <summary>Evaluates the rows of a selection, and adds those that cannot be computed to <paramref name="rejected"/>.</summary>
    public void Run(ReadOnlySpan<int> rows, SortedDictionary<int, string> rejected)
    {
        if (_elements is null)
        {
            RunRows(rows, rejected);
            return;
        }

        _elements.Run(rows, rejected);
        var all = new int[_batch.Length];
        for (var row = 0; row < all.Length; row++)
        {
            all[row] = row;
        }

        // An event of which one element cannot be computed is rejected as a whole.
        var failed = new SortedDictionary<int, string>();
        RunRows(all, failed);
        foreach (var (row, reason) in failed)
        {
            rejected.TryAdd(Event(row), reason);
        }
    }

    /// <summary>The text of a column's value.</summary>
    public TextValue Text(int column, int k)
    {
        if (Program.Columns[column].TextColumn is var text and >= 0)
        {
            var (bound, row) = (_batch.Columns[text], _selection[k]);
            return Load.IsValid(bound.Validity, row + bound.BitOffset) ? new TextValue(true, bound.Utf8(bound.Entry(row))) : default;
        }

        var vector = (ValueVector<string>)_columns[column]!;
        return vector.Valid is { } valid && !valid[k] ? default : new TextValue(true, System.Text.Encoding.UTF8.GetBytes(vector.Values[k]));
    }

    /// <summary>Writes the value of a column.</summary>
    public void Write(int column, int k, ColumnWriter writer)
    {
        if (Program.Columns[column].Field.Type.IsUtf8)
        {
            if (_columns[column] is ValueVector<string> texts)
            {
                if (texts.Valid is null || texts.Valid[k])
                {
                    writer.Text(texts.Values[k]);
                }
                else
                {
                    writer.Null();
                }
            }
            else if (Text(column, k) is { HasValue: true } text)
            {
                writer.Text(text.Utf8);
            }
            else
            {
                writer.Null();
            }

            return;
        }

        var vector = _columns[column]!;
        if (vector.Valid is { } valid && !valid[k])
        {
            writer.Null();
            return;
        }

        switch (vector)
        {
            case ValueVector<int> ints: writer.Int64(ints.Values[k]); break;
            case ValueVector<long> longs: writer.Int64(longs.Values[k]); break;
            case ValueVector<bool> flags: writer.Boolean(flags.Values[k]); break;
            case ValueVector<Int128> wide: writer.Int128(wide.Values[k]); break;
            case ValueVector<double> doubles: writer.Number(doubles.Values[k]); break;
            case ValueVector<float> floats: writer.Number(floats.Values[k]); break;
            case ValueVector<uint> numbers: writer.Number(numbers.Values[k]); break;
            case ValueVector<ulong> numbers: writer.Number(numbers.Values[k]); break;
            default: throw new InternalException($"A {vector.GetType().Name} is not written to a row.");
        }
    }

    /// <summary>Lets go of the rows that it has made.</summary>
    public void Release() => _elements?.Release();

    private void RunRows(ReadOnlySpan<int> rows, SortedDictionary<int, string> rejected)
    {
        if (_selection.Length < rows.Length)
        {
            _selection = new int[rows.Length];
        }

        rows.CopyTo(_selection);
        Selected = rows.Length;
        for (var i = 0; i < Program.Steps.Length; i++)
        {
            if (Program.Steps[i] is { Column: >= 0 and var column, Kernel: var kernel, What: var what })
            {
                if (!Evaluate(kernel, _computed[column], what, rejected, _selection, Selected, _batch.Length))
                {
                    LeaveOut(rejected);
                }
            }
            else
            {
                Filter(Program.Steps[i].Kernel, (ValueVector<bool>)_conditions[i]!, rejected);
            }
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            var (field, kernel) = (Program.Columns[i].Field, Program.Columns[i].Kernel);
            if (kernel is not null)
            {
                Evaluate(kernel, _columns[i]!, $"column '{field.Name}'", rejected, _selection, Selected, Selected);
                if (Program.IsStored && StoredTimes.Bounds(field.Type))
                {
                    StoredTimes.Check(_columns[i]!, _selection, Selected, $"job '{_job}': column '{field.Name}' = {kernel.Text}", rejected);
                }
            }
        }

        for (var i = 0; i < _passes.Length; i++)
        {
            Evaluate(Program.Filters[i], _passes[i], $"column '{_input.FilterColumn(Program, i)}' where", rejected, _selection, Selected,
                Selected);
            _filtered[i].Take(_passes[i].Values, _selection, Selected);
        }

        for (var i = 0; i < Arguments.Length; i++)
        {
            var (kernel, filter) = (Program.Arguments[i].Kernel, Program.Arguments[i].Filter);
            var (passed, count) = filter < 0 ? (_selection, Selected) : (_filtered[filter].Rows, _filtered[filter].Count);
            Evaluate(kernel, Arguments[i], $"column '{_input.ArgumentColumn(Program, i)}'", rejected, passed, count, count);
            if (StoredTimes.Bounds(kernel.Expr.Type))
            {
                StoredTimes.Check(Arguments[i], passed, count,
                    $"job '{_job}': column '{_input.ArgumentColumn(Program, i)}' = {kernel.Text}", rejected);
            }
        }
    }

    // A row without a value must not meet a kernel that counts on one. What is left is evaluated once more by whoever asked.
    private void LeaveOut(SortedDictionary<int, string> rejected)
    {
        var kept = 0;
        for (var k = 0; k < Selected; k++)
        {
            if (!rejected.ContainsKey(_selection[k]))
            {
                _selection[kept++] = _selection[k];
            }
        }

        Selected = kept;
    }

    private void Filter(ValueKernel kernel, ValueVector<bool> passes, SortedDictionary<int, string> rejected)
    {
        Evaluate(kernel, passes, "where", rejected, _selection, Selected, Selected);
        var kept = 0;
        for (var k = 0; k < Selected; k++)
        {
            if (passes.Values[k])
            {
                _selection[kept++] = _selection[k];
            }
        }

        Selected = kept;
    }

    // False when a row has failed, which another branch may have rejected already.
    private bool Evaluate(ValueKernel kernel, ValueVector output, string what, SortedDictionary<int, string> rejected, int[] rows,
        int count, int length)
    {
        output.Reserve(length, kernel.Expr.Type.Nullable);
        var all = true;
        for (var start = 0; start < count;)
        {
            _cursor.Row = -1;
            try
            {
                kernel.Run(_batch, _computed, rows, start, count, output, _cursor);
                return all;
            }
            catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException))
            {
                if (_cursor.Row < start)
                {
                    throw new InternalException($"{kernel.Text} failed, but is compiled as if it could not ({error.GetType().Name}).",
                        error);
                }

                // A failed predicate must not let the row pass on to kernels that would fail again.
                if (output is ValueVector<bool> flags && what.EndsWith("where", StringComparison.Ordinal))
                {
                    flags.Values[_cursor.Row] = false;
                }

                rejected.TryAdd(rows[_cursor.Row], $"job '{_job}': {what} = {kernel.Text}: {Describe(error)}");
                start = _cursor.Row + 1;
                all = false;
            }
        }

        return all;
    }

    /// <summary>The same words on every machine: the runtime's own messages may be translated.</summary>
    private static string Describe(Exception error) => error switch
    {
        OverflowException => "arithmetic overflow",
        DivideByZeroException => "division by zero",
        ArgumentOutOfRangeException { ParamName: "startIndex" or "length" or "count" or "index" } or IndexOutOfRangeException =>
            "a position outside the text",
        ArgumentOutOfRangeException { ParamName: PaneWindows.Windowed } =>
            "a time that a window may hold which begins before 1900, and tables hold the years 1900 to 2299",
        ArgumentOutOfRangeException => "a time outside the years 1 to 9999",
        FormatException => "a text that is no such value",
        KeyNotFoundException => "a key that the dictionary does not have",
        InvalidOperationException => "a null where a value is needed",
        _ => error.GetType().Name,
    };
}
