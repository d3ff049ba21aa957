using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>The npm package that has libchdb for this system. Which version is decided by Unified's own package.json.</summary>
internal static class ChdbPackage
{
    /// <summary>What npm is given: the version, and the hash of what it fetches.</summary>
    public static readonly string[] Manifests = ["package.json", "package-lock.json"];

    public static string Name => "@chdb/lib-" + Platform();

    public static string FileName => OperatingSystem.IsMacOS() ? "libchdb.dylib" : "libchdb.so";

    public static string Version => s_version.Value;

    private static readonly Lazy<string> s_version = new(static () =>
        JsonNode.Parse(Text(Manifests[0]))!["optionalDependencies"]?[Name]?.GetValue<string>()
            ?? throw new InvalidOperationException($"package.json has no version of {Name}."));

    public static string Text(string manifest)
    {
        using var reader = new StreamReader(typeof(ChdbPackage).Assembly.GetManifestResourceStream(manifest)
            ?? throw new InvalidOperationException($"{manifest} is no resource of this assembly."));
        return reader.ReadToEnd();
    }

    /// <summary>The library of an installed package, or null.</summary>
    /// <param name="folder">The folder that has node_modules.</param>
    public static string? In(string folder) =>
        // Some macOS builds of the package keep the Linux suffix.
        new[] { FileName, "libchdb.so" }.Select(file => Path.Combine(folder, "node_modules", "@chdb", "lib-" + Platform(), file))
            .FirstOrDefault(File.Exists);

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
