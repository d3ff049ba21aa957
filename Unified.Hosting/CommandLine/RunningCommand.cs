using System.CommandLine;
using Microsoft.Extensions.Logging;
using Unified.Hosting.Composition;

namespace Unified.Hosting.CommandLine;

/// <summary>
/// What the long-running commands share: they start, say where, and stop gracefully at SIGTERM, SIGINT or the end of standard input.
/// </summary>
internal static class RunningCommand
{
    /// <summary>Hidden: a parent process that holds the other end of standard input ends this one with itself.</summary>
    private static readonly Option<bool> Attached = new("--attached") { Hidden = true, Description = "Stop when standard input ends." };

    /// <summary>Adds the shared options and the action.</summary>
    /// <param name="run">Runs until cancelled, or ends with an exit code; the runtime is disposed of afterwards.</param>
    public static Command Of(
        CommandContext context, Command command, Func<UnifiedRuntime, ParseResult, CancellationToken, Task<int>> run) =>
        UntilStopped(command, async (parsed, stop) =>
        {
            // The layers make their tables themselves: they begin also while ClickHouse does not answer.
            var runtime = await UnifiedRuntime.StartAsync(context.Options(parsed), context.Jobs, LogLevel.Information, stop, tables: [])
                .ConfigureAwait(false);
            await using (runtime.ConfigureAwait(false))
            {
                return await run(runtime, parsed, stop).ConfigureAwait(false);
            }
        });

    /// <summary>The same for a command that starts its runtime itself.</summary>
    public static Command UntilStopped(Command command, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        command.Options.Add(Attached);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (parsed.GetValue(Attached))
            {
                // The console's reader blocks, asynchronous or not.
                _ = Task.Run(() => StopAtEndOfInputAsync(stop), CancellationToken.None);
            }

            try
            {
                return await run(parsed, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Asked to stop: everything that was running has flushed and committed on its way out.
                return 0;
            }
        });
        return command;
    }

    private static async Task StopAtEndOfInputAsync(CancellationTokenSource stop)
    {
        var buffer = new char[256];
        while (await Console.In.ReadAsync(buffer).ConfigureAwait(false) > 0)
        {
            // Whatever is typed means nothing; only the end does.
        }

        await stop.CancelAsync().ConfigureAwait(false);
    }
}
