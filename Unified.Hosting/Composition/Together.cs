namespace Unified.Hosting.Composition;

/// <summary>Tasks that make one part: when one ends, the others are asked to.</summary>
internal static class Together
{
    /// <exception cref="Exception">The error of the one that ended first.</exception>
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> tasks, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running = [.. tasks.Select(run => run(stop.Token))];
        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What the others say of their end is a consequence; that they were asked to end is the least of all.
            await (first.IsFaulted ? first : running.FirstOrDefault(t => t.IsFaulted) ?? first).ConfigureAwait(false);
        }
    }
}
