using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>Variables as native code sees them, and the parent as the kernel sees it.</summary>
internal static partial class EnvironmentOfTheProcess
{
    public static bool Set(string name, string value) => SetEnv(name, value, 1) == 0;

    /// <summary>True while a process of that number exists, even a foreign one.</summary>
    public static bool IsAlive(int processId) => Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    private const int NoSuchProcess = 3;

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
