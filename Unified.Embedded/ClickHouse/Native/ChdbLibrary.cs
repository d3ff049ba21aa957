using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>Where libchdb is: named by the user, else installed by npm in this folder or one above it.</summary>
internal static class ChdbLibrary
{
    public const string Variable = "Unified__ClickHouse__Embedded__Library";

    public static string PackageName => "@chdb/lib-" + Platform();

    public static string FileName => OperatingSystem.IsMacOS() ? "libchdb.dylib" : "libchdb.so";

    public static string Find(string? named)
    {
        var wanted = string.IsNullOrWhiteSpace(named) ? Environment.GetEnvironmentVariable(Variable) : named;
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            return File.Exists(wanted)
                ? Path.GetFullPath(wanted)
                : throw new EmbeddedServerException($"The embedded ClickHouse library '{wanted}' does not exist. Correct {Variable}, " +
                    $"or unset it to use the npm package {PackageName}.");
        }

        return Search(Directory.GetCurrentDirectory()) ?? Search(AppContext.BaseDirectory)
            ?? throw new EmbeddedServerException(
                $"The embedded ClickHouse library was not found: no node_modules/{PackageName}/{FileName} in " +
                    $"'{Directory.GetCurrentDirectory()}', " +
                $"'{AppContext.BaseDirectory}' or a folder above them. Run `npm install` (./build.sh restore does), or set {Variable} " +
                    $"to a libchdb, " +
                "or give the address of a ClickHouse server instead.");
    }

    private static string? Search(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var package = Path.Combine(folder.FullName, "node_modules", "@chdb", "lib-" + Platform());
            // Some macOS builds of the package keep the Linux suffix.
            foreach (var name in new[] { FileName, "libchdb.so" })
            {
                var candidate = Path.Combine(package, name);
                if (File.Exists(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private static string Platform()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => throw Unsupported(other.ToString()),
        };
        return OperatingSystem.IsMacOS() ? "darwin-" + architecture
            : OperatingSystem.IsLinux() ? "linux-" + architecture + "-gnu"
            : throw Unsupported(RuntimeInformation.OSDescription);
    }

    private static EmbeddedServerException Unsupported(string what) => new(
        $"There is no embedded ClickHouse for '{what}': libchdb exists for Linux (glibc) and macOS on x64 and arm64. " +
        "Use WSL, or give the address of a ClickHouse server instead.");
}
