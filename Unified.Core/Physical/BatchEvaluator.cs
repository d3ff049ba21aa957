using Apache.Arrow;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Physical;

/// <summary>
/// Evaluates the expressions of a program over one batch: which rows count, their keys, their arguments. Nothing is folded before all of it
/// has succeeded, so an event that cannot be computed leaves no trace in any state. Buffers are reused; one thread.
/// </summary>
internal sealed class BatchEvaluator
{
    private readonly StageProgram _program;
    private readonly EventOrigin _origin;
    private readonly RowCursor _cursor = new();
    private readonly ValueVector? _predicate;
    private readonly ValueVector?[] _identity;
    private int[] _selection = [];

    public BatchEvaluator(StageProgram program, EventOrigin origin)
    {
        (_program, _origin) = (program, origin);
        Batch = new BoundBatch(program.Plan.Scan.Columns);
        _predicate = program.Predicate?.NewVector();
        _identity = [.. program.Identity.Select(c => c.Kernel?.NewVector())];
        Arguments = [.. program.Arguments.Select(k => k.NewVector())];
    }

    /// <summary>The batch's columns.</summary>
    public BoundBatch Batch { get; }

    /// <summary>The rows that count, by batch row; the first <see cref="Selected"/> are meant.</summary>
    public int[] Selection => _selection;

    public int Selected { get; private set; }

    /// <summary>How many events of the batch the history border leaves out.</summary>
    public int Foreign { get; private set; }

    /// <summary>Values of identity column i for the selected rows, or null for a text column.</summary>
    public ValueVector? Identity(int i) => _identity[i];

    /// <summary>Values of the arguments for the selected rows.</summary>
    public ValueVector[] Arguments { get; }

    /// <summary>Evaluates a batch and says which events could not be computed.</summary>
    public IReadOnlyList<RejectedEvent> Run(RecordBatch events)
    {
        Batch.Bind(events);
        SelectOwned();
        var rejected = new SortedDictionary<int, string>();
        while (true)
        {
            var before = rejected.Count;
            Filter(rejected);
            for (var i = 0; i < _identity.Length; i++)
            {
                var (field, kernel) = (_program.Identity[i].Field, _program.Identity[i].Kernel);
                if (kernel is null)
                {
                    continue;
                }

                Evaluate(kernel, _identity[i]!, $"key '{field.Name}'", rejected);
                if (field.Type.Kind == TypeKind.Timestamp)
                {
                    StoredTimes.Check(_identity[i]!, _selection, Selected, $"job '{_program.Plan.Job}': key '{field.Name}' = {kernel.Expr}", rejected);
                }
            }

            for (var i = 0; i < Arguments.Length; i++)
            {
                Evaluate(_program.Arguments[i], Arguments[i], $"column '{OutputOf(i)}'", rejected);
            }

            if (rejected.Count == before)
            {
                return [.. rejected.Select(r => new RejectedEvent(r.Key, Batch.Offset(r.Key), r.Value))];
            }

            // Expressions are pure: without the rows that failed, those that are left pass again.
            Keep(row => !rejected.ContainsKey(row));
        }
    }

    private string OutputOf(int argument) => _program.Aggregates.First(a => a.Argument == argument).Call.Output;

    private void SelectOwned()
    {
        if (_selection.Length < Batch.Length)
        {
            _selection = new int[Batch.Length];
        }

        var until = _program.Plan.Source.HistoryUntil;
        var times = Batch.Columns[_program.EventTime].Values;
        Selected = 0;
        for (var row = 0; row < Batch.Length; row++)
        {
            if (Ownership.Counts(_origin, until, Load.Int64(times, row)))
            {
                _selection[Selected++] = row;
            }
        }

        Foreign = Batch.Length - Selected;
    }

    private void Filter(SortedDictionary<int, string> rejected)
    {
        if (_program.Predicate is null)
        {
            return;
        }

        Evaluate(_program.Predicate, _predicate!, "where", rejected);
        var passes = ((ValueVector<bool>)_predicate!).Values;
        var kept = 0;
        for (var k = 0; k < Selected; k++)
        {
            if (passes[k])
            {
                _selection[kept++] = _selection[k];
            }
        }

        Selected = kept;
    }

    private void Evaluate(ValueKernel kernel, ValueVector output, string what, SortedDictionary<int, string> rejected)
    {
        output.Reserve(Selected, kernel.Expr.Type.Nullable);
        for (var start = 0; start < Selected;)
        {
            _cursor.Row = -1;
            try
            {
                kernel.Run(Batch, _selection, start, Selected, output, _cursor);
                return;
            }
            catch (Exception error) when (error is not (OutOfMemoryException or AccessViolationException))
            {
                if (_cursor.Row < start)
                {
                    throw new InternalException($"{kernel.Expr} failed, but is compiled as if it could not ({error.GetType().Name}).", error);
                }

                // A failed predicate must not let the row pass on to kernels that would fail again.
                if (output is ValueVector<bool> flags)
                {
                    flags.Values[_cursor.Row] = false;
                }

                rejected.TryAdd(_selection[_cursor.Row], $"job '{_program.Plan.Job}': {what} = {kernel.Expr}: {Describe(error)}");
                start = _cursor.Row + 1;
            }
        }
    }

    private void Keep(Func<int, bool> keep)
    {
        var kept = 0;
        for (var k = 0; k < Selected; k++)
        {
            if (keep(_selection[k]))
            {
                _selection[kept++] = _selection[k];
            }
        }

        Selected = kept;
    }

    /// <summary>The same words on every machine: the runtime's own messages may be translated.</summary>
    private static string Describe(Exception error) => error switch
    {
        OverflowException => "arithmetic overflow",
        DivideByZeroException => "division by zero",
        ArgumentOutOfRangeException => "a time outside the years 1 to 9999",
        InvalidOperationException => "a null where a value is needed",
        _ => error.GetType().Name,
    };
}
