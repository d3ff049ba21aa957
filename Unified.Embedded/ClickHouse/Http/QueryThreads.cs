using System.Collections.Concurrent;
using System.Globalization;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// Threads that wait for the engine, apart from the thread pool: a slow query must not starve the web server, and ClickHouse's parser
/// and analyzer recurse deeper than the 1.5 MB stack of a pool thread allows.
/// </summary>
internal sealed class QueryThreads : IDisposable
{
    private const int StackBytes = 16 * 1024 * 1024;
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread[] _threads;

    public QueryThreads(int count)
    {
        _threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Run, StackBytes)
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"clickhouse-{i}")
            };
            _threads[i].Start();
        }
    }

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    done.SetResult(work());
                }
#pragma warning disable CA1031 // Every failure travels to the waiting request; it is not swallowed here.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    done.SetException(error);
                }
            },
            CancellationToken.None);
        return done.Task;
    }

    /// <summary>Waits for running statements: the engine must not be closed under them.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        Array.ForEach(_threads, static t => t.Join());
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
