using System.Runtime.ExceptionServices;

namespace Unified.Hosting.Supervision;

/// <summary>When a process ends: as soon as so many of its parts have failed at the same time. Thread-safe.</summary>
/// <param name="most">The number of parts.</param>
/// <param name="stop">Ends them all.</param>
internal sealed class Fate(int most, CancellationTokenSource stop)
{
    private readonly Lock _gate = new();
    private readonly List<(Part Part, ExceptionDispatchInfo Error)> _down = [];
    private ExceptionDispatchInfo? _first;

    /// <summary>Why the process ends, or null.</summary>
    public ExceptionDispatchInfo? First => _first;

    /// <summary>Notes that a part is down; true when that was the last one that ran.</summary>
    public bool Fails(Part part, Exception error)
    {
        lock (_gate)
        {
            _down.Add((part, ExceptionDispatchInfo.Capture(error)));
            if (stop.IsCancellationRequested)
            {
                _first ??= _down[0].Error;
            }

            return _down.Count >= most;
        }
    }

    /// <summary>Notes that a part is started again.</summary>
    public void Starts(Part part)
    {
        lock (_gate)
        {
            _down.RemoveAll(d => d.Part == part);
        }
    }

    /// <summary>Ends the process.</summary>
    public Task EndAsync(Part part, Exception error)
    {
        lock (_gate)
        {
            // What failed first tells more than what failed last; a wrong setting tells most.
            _first ??= Remedies.Of(error) == Remedy.Restart || _down.Count == 0 ? ExceptionDispatchInfo.Capture(error) : _down[0].Error;
        }

        return stop.CancelAsync();
    }
}
