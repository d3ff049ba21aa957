namespace Unified.TestKit.Processes;

/// <summary>The lines of a process, kept, and awaited by those who look for one.</summary>
internal sealed class OutputLines
{
    private const int TailLines = 30;
    private const int Streams = 2;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string?> Found)> _waiting = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _endedStreams;
    private bool _closed;

    /// <summary>Completes when both streams are read to their end.</summary>
    public Task Ended => _ended.Task;

    public IReadOnlyList<string> Snapshot()
    {
        lock (_gate) { return [.. _lines]; }
    }

    public string Tail()
    {
        lock (_gate) { return _lines.Count == 0 ? "(it printed nothing)" : string.Join('\n', _lines.TakeLast(TailLines)); }
    }

    /// <param name="line">Null marks the end of one of the two streams and is not a line.</param>
    public void Add(string? line)
    {
        lock (_gate)
        {
            if (line is null)
            {
                if (++_endedStreams == Streams) { _ended.TrySetResult(); }
                return;
            }

            _lines.Add(line);
            foreach (var waiting in _waiting.Where(w => w.Match(line)).ToList())
            {
                waiting.Found.TrySetResult(line);
                _waiting.Remove(waiting);
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var (_, found) in _waiting) { found.TrySetResult(null); }
            _waiting.Clear();
        }
    }

    public async Task<string> WaitAsync(Func<string, bool> match, TimeSpan timeout, IEnumerable<string> command)
    {
        string? line;
        try
        {
            line = await FindAsync(match).WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException(
                $"'{string.Join(' ', command)}' did not print the expected line within {timeout}. Its last lines:\n{Tail()}");
        }

        return line ?? throw new InvalidOperationException(
            $"'{string.Join(' ', command)}' ended without the expected line. Its last lines:\n{Tail()}");
    }

    private Task<string?> FindAsync(Func<string, bool> match)
    {
        lock (_gate)
        {
            if (_lines.FirstOrDefault(match) is { } line) { return Task.FromResult<string?>(line); }
            if (_closed) { return Task.FromResult<string?>(null); }
            var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((match, found));
            return found.Task;
        }
    }
}
