using Unified.Streaming.Runtime;

namespace Unified.Simulation.Tests.Scheduling;

/// <summary>What a stream does beside its loop, as strands of its process.</summary>
internal sealed class ScheduledBackground(Scheduler scheduler, Process process) : IBackground
{
    public Task<T> Start<T>(Func<Task<T>> work) => scheduler.Start(process, work);

    public T Await<T>(Task<T> work, CancellationToken deadline)
    {
        scheduler.Turn(process, "waits", () => work.IsCompleted || deadline.IsCancellationRequested);
        return work.IsCompleted ? work.GetAwaiter().GetResult() : throw new OperationCanceledException(deadline);
    }
}
