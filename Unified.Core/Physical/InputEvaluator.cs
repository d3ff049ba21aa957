using Apache.Arrow;
using Unified.Epochs;

namespace Unified.Physical;

/// <summary>
/// Evaluates all branches of a stage that read one log over a batch of its events. An event is rejected as a whole when any branch cannot
/// compute it, and counts once however many branches take it. One thread.
/// </summary>
internal sealed class InputEvaluator
{
    private readonly InputProgram _input;
    private readonly EventOrigin _origin;
    private readonly IReadOnlyDictionary<long, string> _excluded;
    private int[] _owned = [];
    private bool[] _taken = [];
    private int _count;

    /// <param name="job">The job.</param>
    /// <param name="input">What it reads of the log.</param>
    /// <param name="origin">Where the events come from.</param>
    /// <param name="excluded">Offsets whose events are rejected, and why.</param>
    public InputEvaluator(string job, InputProgram input, EventOrigin origin, IReadOnlyDictionary<long, string> excluded)
    {
        (_input, _origin, _excluded) = (input, origin, excluded);
        Batch = new BoundBatch(input.Columns, input.Source.HasManyEvents);
        Branches = [.. input.Branches.Select(b => new BranchEvaluator(job, b, Batch, input))];
    }

    /// <summary>The batch's columns.</summary>
    public BoundBatch Batch { get; }

    public BranchEvaluator[] Branches { get; }

    /// <summary>How many events any branch took.</summary>
    public int Taken { get; private set; }

    /// <summary>How many events of the batch the history border leaves out.</summary>
    public int Foreign { get; private set; }

    /// <summary>Evaluates a batch and says which events could not be computed.</summary>
    /// <param name="events">The events.</param>
    /// <param name="first">The position of the first one where the batch has no offsets; -1 for unknown.</param>
    public IReadOnlyList<RejectedEvent> Run(RecordBatch events, long first)
    {
        Batch.Bind(events, first);
        SelectOwned();
        var rejected = new SortedDictionary<int, string>();
        Exclude(rejected);
        while (true)
        {
            var before = rejected.Count;
            foreach (var branch in Branches)
            {
                branch.Run(_owned.AsSpan(0, _count), rejected);
            }

            if (rejected.Count == before)
            {
                CountTaken();
                return [.. rejected.Select(r => new RejectedEvent(r.Key, Batch.Offset(r.Key), r.Value))];
            }

            // Expressions are pure: without the rows that failed, those that are left pass again.
            Remove(rejected);
        }
    }

    /// <summary>Lets go of the batch.</summary>
    public void Release()
    {
        foreach (var branch in Branches)
        {
            branch.Release();
        }

        Batch.Release();
    }

    private void Exclude(SortedDictionary<int, string> rejected)
    {
        if (_excluded.Count == 0)
        {
            return;
        }

        foreach (var row in _owned.AsSpan(0, _count))
        {
            if (_excluded.TryGetValue(Batch.Offset(row), out var reason))
            {
                rejected.Add(row, reason);
            }
        }

        Remove(rejected);
    }

    private void Remove(SortedDictionary<int, string> rejected)
    {
        var kept = 0;
        for (var k = 0; k < _count; k++)
        {
            if (!rejected.ContainsKey(_owned[k]))
            {
                _owned[kept++] = _owned[k];
            }
        }

        _count = kept;
    }

    private void SelectOwned()
    {
        if (_owned.Length < Batch.Length)
        {
            _owned = new int[Batch.Length];
        }

        var until = _input.Source.HistoryUntil;
        var times = Batch.Columns[_input.EventTime].Values;
        _count = 0;
        for (var row = 0; row < Batch.Length; row++)
        {
            if (Ownership.Counts(_origin, until, Load.Int64(times, row)))
            {
                _owned[_count++] = row;
            }
        }

        Foreign = Batch.Length - _count;
    }

    private void CountTaken()
    {
        if (Branches is [{ HasElements: false } only])
        {
            Taken = only.Selected;
            return;
        }

        if (_taken.Length < Batch.Length)
        {
            _taken = new bool[Batch.Length];
        }

        _taken.AsSpan(0, Batch.Length).Clear();
        Taken = 0;
        foreach (var branch in Branches)
        {
            foreach (var row in branch.Selection.AsSpan(0, branch.Selected))
            {
                var taken = branch.Event(row);
                Taken += _taken[taken] ? 0 : 1;
                _taken[taken] = true;
            }
        }
    }
}
