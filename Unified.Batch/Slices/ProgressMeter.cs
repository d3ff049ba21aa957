using Unified.Epochs;

namespace Unified.Batch.Slices;

/// <summary>Adds up what slices came to and tells the listener. Thread-safe; the listener hears of one slice at a time.</summary>
internal sealed class ProgressMeter(
    string job, ulong generation, int total, int done, TimeProvider time, IProgress<BackfillProgress>? listener)
{
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private int _done = done;
    private int _computed;
    private long _events;
    private long _rows;

    public void Done(Slice slice, SliceResult? result)
    {
        lock (_gate)
        {
            _done++;
            _computed++;
            _events += result?.Counts.Read ?? 0;
            _rows += result?.Rows ?? 0;
            listener?.Report(new BackfillProgress(job, generation, slice, _done, total, _events, _rows, time.GetElapsedTime(_start))
            {
                Computed = _computed,
            });
        }
    }
}
