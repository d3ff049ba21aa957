using System.Globalization;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// What tells dotnet which runtime an assembly runs on. A build lays the file beside the assembly; a NuGet package hands assemblies on
/// but no such file, so then it is written into the data folder, for the runtime of this process.
/// </summary>
internal static class ServerRuntime
{
    /// <summary>The arguments of dotnet that come before the assembly.</summary>
    public static IReadOnlyList<string> Arguments(string assembly, string data) =>
        File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")) ? [] : ["exec", "--runtimeconfig", Write(data)];

    private static string Write(string data)
    {
        var file = Path.Combine(Directory.CreateDirectory(data).FullName, "embedded.runtimeconfig.json");
        var version = string.Create(CultureInfo.InvariantCulture, $"{Environment.Version.Major}.{Environment.Version.Minor}.0");
        // Renamed into place: another start over the same folder may be reading it. That start is refused by name, and must come so far.
        var draft = string.Create(CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}");
        File.WriteAllText(draft,
            $$"""
            {
              "runtimeOptions": {
                "frameworks": [
                  { "name": "Microsoft.NETCore.App", "version": "{{version}}" },
                  { "name": "Microsoft.AspNetCore.App", "version": "{{version}}" }
                ],
                "configProperties": { "System.Globalization.Invariant": true }
              }
            }
            """);
        File.Move(draft, file, overwrite: true);
        return file;
    }
}
