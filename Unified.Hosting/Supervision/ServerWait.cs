using Microsoft.Extensions.Logging;
using Unified.Errors;

namespace Unified.Hosting.Supervision;

/// <summary>Asks a server until it answers, and says once a minute that it waits.</summary>
/// <param name="server">Its name.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Told.</param>
internal sealed class ServerWait(string server, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Said = TimeSpan.FromMinutes(1);

    /// <param name="who">For the log.</param>
    /// <param name="waits">Told why it waits, and null when it does not any more.</param>
    /// <param name="ask">The question.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<T> RunAsync<T>(
        string who, Action<string?> waits, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var (began, pause, next) = (time.GetTimestamp(), FirstPause, TimeSpan.Zero);
        while (true)
        {
            try
            {
                var answer = await ask(cancellation).ConfigureAwait(false);
                if (next > TimeSpan.Zero)
                {
                    log.Waited(who, server, time.GetElapsedTime(began));
                }

                waits(null);
                return answer;
            }
            catch (TransientException error)
            {
                waits($"waits for {server}: the log says why");
                if (time.GetElapsedTime(began) is var since && since >= next)
                {
                    log.WaitsFor(who, server, since, error.Message);
                    next = since + Said;
                }
            }

            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
