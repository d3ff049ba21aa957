using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse;

/// <summary>The command that starts the child, whoever we are: a jobs executable, `dotnet x.dll`, or a test host.</summary>
internal static class ServerCommand
{
    public static ProcessStartInfo Of(EmbeddedClickHouseOptions options, string library, string password)
    {
        var assembly = options.ServerAssembly ?? Path.Combine(AppContext.BaseDirectory,
            typeof(ServerCommand).Assembly.GetName().Name + ".dll");
        if (!File.Exists(assembly))
        {
            throw new EmbeddedServerException(
                $"The embedded ClickHouse cannot be started: '{assembly}' is not there. Build again, or name an assembly " +
                    "whose Main runs EmbeddedClickHouseServer in " +
                    $"{nameof(EmbeddedClickHouseOptions)}.{nameof(EmbeddedClickHouseOptions.ServerAssembly)}.");
        }

        var start = new ProcessStartInfo(DotnetHost())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in Arguments(options, assembly, library))
        {
            start.ArgumentList.Add(argument);
        }

        // A debugger's or test runner's hooks are for its own process.
        start.Environment.Remove("DOTNET_STARTUP_HOOKS");
        start.Environment["TZ"] = "UTC";
        start.Environment[PasswordFile.Variable] = password;
        return start;
    }

    private static IEnumerable<string> Arguments(EmbeddedClickHouseOptions options, string assembly, string library)
    {
        var invariant = CultureInfo.InvariantCulture;
        var data = Path.GetFullPath(options.DataPath);
        string[] fixedOnes =
        [
            .. ServerRuntime.Arguments(assembly, data), assembly, EmbeddedClickHouseServer.Verb, "--data", data, "--port",
                options.Port.ToString(invariant),
            "--parent", Environment.ProcessId.ToString(invariant), "--library", Path.GetFullPath(library),
            "--outside", options.Outside ? "yes" : "no",
        ];
        return fixedOnes.Concat(options.Settings.SelectMany(static s => new[] { "--setting", s.Key + "=" + s.Value }));
    }

    /// <summary>The dotnet that runs this process, found from its runtime's folder: the process itself may be an apphost or a test
    /// host.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
