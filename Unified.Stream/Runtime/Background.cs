namespace Unified.Streaming.Runtime;

/// <summary>What a loop lets others do while it polls. The simulation decides there who runs when.</summary>
internal interface IBackground
{
    /// <summary>Starts work beside the caller.</summary>
    Task<T> Start<T>(Func<Task<T>> work);

    /// <summary>Blocks until the work is done.</summary>
    /// <exception cref="OperationCanceledException">It took until the deadline; it goes on.</exception>
    T Await<T>(Task<T> work, CancellationToken deadline);
}

/// <summary>Other threads.</summary>
internal sealed class ThreadPoolBackground : IBackground
{
    public static readonly ThreadPoolBackground Instance = new();

    private ThreadPoolBackground()
    {
    }

    public Task<T> Start<T>(Func<Task<T>> work) => Task.Run(work);

    public T Await<T>(Task<T> work, CancellationToken deadline) => work.WaitAsync(deadline).GetAwaiter().GetResult();
}
