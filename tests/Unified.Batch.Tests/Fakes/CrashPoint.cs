namespace Unified.Batch.Tests.Fakes;

/// <summary>
/// Dies at a chosen call of a store, before or after it took effect: what a crash of the process looks like to the stores.
/// </summary>
internal sealed class CrashPoint
{
    private int _calls;

    /// <summary>The call that dies; 0 for none. Even ones die before their effect, odd ones after it.</summary>
    public int At { get; set; }

    /// <summary>How many points were passed.</summary>
    public int Calls => _calls;

    public async Task<T> PassAsync<T>(Func<T> effect)
    {
        await Task.Yield();
        Step();
        var result = effect();
        Step();
        return result;
    }

    private void Step()
    {
        if (Interlocked.Increment(ref _calls) == At)
        {
            throw new CrashException();
        }
    }
}

internal sealed class CrashException() : Exception("crash on purpose");
