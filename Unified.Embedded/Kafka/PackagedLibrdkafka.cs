using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Unified.Embedded.Kafka;

/// <summary>
/// The librdkafka that comes with Confluent.Kafka, the only one a process uses. Left alone, the runtime also asks the system's loader, and
/// takes a librdkafka of another version that happens to be installed when the first packaged build does not load.
/// </summary>
public static unsafe class PackagedLibrdkafka
{
    private static readonly Lazy<Build> s_library = new(Load);

    private static readonly Lazy<bool> s_used = new(static () =>
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, static (name, _, _) =>
                name.Contains("librdkafka", StringComparison.Ordinal) ? s_library!.Value.Handle : 0);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // The program has a resolver of its own.
        }
    });

    /// <summary>Makes Confluent.Kafka take it. Before the first client of the process; any number of times, on any thread.</summary>
    public static void Use() => _ = s_used.Value;

    /// <summary>Which build it is and where it lies, for the log.</summary>
    /// <exception cref="EmbeddedServerException">No packaged build is there, or none fits this system.</exception>
    public static string Described
    {
        get
        {
            Use();
            return $"librdkafka {s_library.Value.Version}, {s_library.Value.Path}";
        }
    }

    /// <summary>The least version that Confluent.Kafka is made for: it has the same number.</summary>
    internal static Version Needed
    {
        get
        {
            var version = typeof(Library).Assembly.GetName().Version!;
            return new Version(version.Major, version.Minor, 0);
        }
    }

    /// <summary>The loaded library.</summary>
    /// <exception cref="EmbeddedServerException">No packaged build is there, or none fits this system.</exception>
    internal static nint Handle
    {
        get
        {
            Use();
            return s_library.Value.Handle;
        }
    }

    private static Build Load()
    {
        var reasons = new List<string>();
        var folders = Folders();
        foreach (var path in folders.SelectMany(static _ => Names(), Path.Combine).Where(File.Exists))
        {
            try
            {
                var handle = NativeLibrary.Load(path);
                if (Of(handle) is var version && version >= Needed)
                {
                    return new Build(handle, path, version);
                }

                reasons.Add($"{path} has version {version}, and Confluent.Kafka needs {Needed}");
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                reasons.Add(error.Message.Split('\n')[0]);
            }
        }

        throw new EmbeddedServerException(reasons.Count == 0
            ? $"librdkafka was not found in '{string.Join("', '", folders)}'. It comes with Confluent.Kafka, in the package "
                + $"librdkafka.redist: build or publish the program again for {Platform()}."
            : $"No packaged librdkafka fits this system ({Platform()}): {string.Join("; ", reasons)}");
    }

    /// <summary>The version that a loaded library says it has: 0xMMmmrrpp.</summary>
    internal static Version Of(nint handle)
    {
        var number = ((delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(handle, "rd_kafka_version"))();
        return new Version((number >> 24) & 0xFF, (number >> 16) & 0xFF, (number >> 8) & 0xFF);
    }

    /// <summary>Where a build and a publish lay it, and where the runtime is told that packages have it. No folder of the system.</summary>
    private static string[] Folders() =>
    [
        .. new[] { AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", Platform(), "native") }
            .Concat((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal),
    ];

    // librdkafka.so wants libsasl2.so.3, which Debian does not have; the centos8 build has it inside.
    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["librdkafka.dll"]
        : OperatingSystem.IsMacOS() ? ["librdkafka.dylib"]
        : ["librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so"];

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return system + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");
    }

    private sealed record Build(nint Handle, string Path, Version Version);
}
