namespace Unified.Serving.Tests.Fixtures;

/// <summary>Lets several actors run statement by statement, one at a time, in an order that a seed decides.</summary>
internal sealed class Turns(Random random)
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _running;

    /// <summary>What each actor does before a statement: waits for its turn.</summary>
    public Task NextAsync(string statement)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(turn);
            _running--;
            Give();
        }

        return turn.Task;
    }

    public Task RunAsync(params Func<Task>[] actors)
    {
        _running = actors.Length;
        return Task.WhenAll(actors.Select(actor => Task.Run(async () =>
        {
            try
            {
                await actor();
            }
            finally
            {
                lock (_lock)
                {
                    _running--;
                    Give();
                }
            }
        })));
    }

    private void Give()
    {
        if (_running == 0 && _waiting.Count > 0)
        {
            var next = random.Next(_waiting.Count);
            var turn = _waiting[next];
            _waiting.RemoveAt(next);
            _running++;
            turn.SetResult();
        }
    }
}
