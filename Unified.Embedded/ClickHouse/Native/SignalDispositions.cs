using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>
/// Remembers who handles which signal, and puts it back. Switching libchdb's own handlers off resets SIGSEGV, SIGFPE and others to
/// "kill the process", at the call and again at every connect, although the handlers there are .NET's: without this a null reference or
/// a division by zero anywhere in the process would end it without a word.
/// </summary>
internal sealed unsafe partial class SignalDispositions
{
    private const int LastSignal = 31;

    // struct sigaction is 16 bytes on macOS and 152 on Linux; it is only carried, never read.
    private const int Size = 256;
    private readonly byte[] _saved = new byte[(LastSignal + 1) * Size];
    private readonly bool[] _known = new bool[LastSignal + 1];

    private SignalDispositions()
    {
        fixed (byte* saved = _saved)
        {
            for (var signal = 1; signal <= LastSignal; signal++)
            {
                _known[signal] = SigAction(signal, null, saved + (signal * Size)) == 0;
            }
        }
    }

    public static SignalDispositions Capture() => new();

    public void Restore()
    {
        fixed (byte* saved = _saved)
        {
            for (var signal = 1; signal <= LastSignal; signal++)
            {
                if (_known[signal])
                {
                    // Fails for SIGKILL and SIGSTOP, which nobody can have changed either.
                    _ = SigAction(signal, saved + (signal * Size), null);
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SigAction(int signal, byte* action, byte* previous);
}
