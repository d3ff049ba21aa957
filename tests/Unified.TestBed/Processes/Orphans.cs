using System.Diagnostics;
using System.Globalization;

namespace Unified.TestKit.Processes;

/// <summary>
/// Kills registered processes when this one ends, whatever ends it: a shell waits on a pipe that only this process holds, and the pipe
/// closes even on kill -9, when no Dispose and no ProcessExit handler runs.
/// </summary>
internal static class Orphans
{
    private const string Script =
        """
        trap '' INT TERM HUP
        pids=" "
        while read -r op pid; do
          case $op in
            +) pids="$pids$pid " ;;
            -) case $pids in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
          esac
        done
        for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
        """;

    private static readonly Lock Gate = new();
    private static Process? _watchdog;

    public static void Register(int processId) => Tell('+', processId);

    public static void Forget(int processId) => Tell('-', processId);

    private static void Tell(char operation, int processId)
    {
        if (OperatingSystem.IsWindows()) { return; }
        lock (Gate)
        {
            _watchdog ??= Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true })
                ?? throw new InvalidOperationException("/bin/sh could not be started to watch over child processes.");
            _watchdog.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{operation} {processId}\n"));
            _watchdog.StandardInput.Flush();
        }
    }
}
