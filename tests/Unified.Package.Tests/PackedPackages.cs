using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Unified.TestKit;
using Unified.TestKit.Processes;

namespace Unified.Package.Tests;

/// <summary>
/// The packages of this build in a folder, and what a machine is to someone who has nothing of ours: a home, a cache of packages and a
/// folder for data of their own, all empty. What others have made comes from where this machine gets it.
/// </summary>
internal sealed class PackedPackages : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] Projects =
    [
        "Unified.Core", "Unified.Embedded", "Unified.Stream", "Unified.Batch", "Unified.Serving", "Unified.Hosting",
        "tests/Unified.TestKit", "templates",
    ];

    private readonly TempFolder _folder = new();

    public static string Root { get; } = Find();

    /// <summary>The version of all packages: the repository says it once.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>The packages.</summary>
    public string Feed => _folder["feed"];

    /// <summary>An empty folder to make projects in.</summary>
    public string Work => _folder["work"];

    public string this[string package] => Path.Combine(Feed, $"{package}.{Version}.nupkg");

    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["DOTNET_CLI_HOME"] = _folder["home"],
        ["NUGET_PACKAGES"] = _folder["cache"],
        ["NUGET_FALLBACK_PACKAGES"] = _folder["others"],
        ["XDG_DATA_HOME"] = _folder["data"],
        ["HOME"] = _folder["home"],
        // A user of npm and NuGet keeps what is configured and fetched already.
        ["npm_config_userconfig"] = Path.Combine(Home, ".npmrc"),
        ["npm_config_cache"] = Path.Combine(Home, ".npm"),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["Unified__ClickHouse__Embedded__Library"] = null,
        // What the test host is told about itself is not for the projects that it builds.
        ["MSBUILD_EXE_PATH"] = null,
        ["MSBuildSDKsPath"] = null,
        ["MSBuildExtensionsPath"] = null,
    };

    private static string Home => System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);

    /// <summary>Packs what has been built.</summary>
    public static async Task<PackedPackages> MakeAsync()
    {
        var packages = new PackedPackages();
        Directory.CreateDirectory(packages.Work);
        packages.LinkOthers();
        foreach (var project in Projects)
        {
            await PackAsync(project, packages.Feed);
        }

        // The only thing that the user of packages that are not published has to say.
        await File.WriteAllTextAsync(Path.Combine(packages.Work, "nuget.config"), $"""
            <configuration><packageSources><add key="unified" value="{packages.Feed}" /></packageSources></configuration>
            """);
        return packages;
    }

    public static async Task PackAsync(string project, string folder)
    {
        var run = await RunAsync("dotnet", Root, null, Patience,
            "pack", project, "--no-build", "-c", Configuration, "-o", folder, "-v", "q", "-nologo");
        Assert.AreEqual(0, run.Code, run.Text);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Text)> RunAsync(string program, string folder,
        IReadOnlyDictionary<string, string?>? environment, TimeSpan patience, params IReadOnlyList<string> arguments)
    {
        // sh goes to the folder: a child process starts where its parent is.
        var child = ChildProcess.Start("/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", folder, program, .. arguments], environment);
        await using (child)
        {
            var code = await child.WaitForExitAsync(patience);
            return (code, string.Join('\n', child.Output));
        }
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The packages that this machine has from others; none of ours, of whatever build.</summary>
    private void LinkOthers()
    {
        Directory.CreateDirectory(_folder["others"]);
        var cache = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Home, ".nuget", "packages");
        foreach (var package in Directory.Exists(cache) ? Directory.GetDirectories(cache) : [])
        {
            if (Path.GetFileName(package) is var name && name != "unified" && !name.StartsWith("unified.", StringComparison.Ordinal))
            {
                Directory.CreateSymbolicLink(Path.Combine(_folder["others"], name), package);
            }
        }
    }

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
