using System.Diagnostics;
using System.Globalization;

namespace Unified.TestKit.PostgreSql;

/// <summary>Where PostgreSQL's server programs are: what pg_config says, or where Debian puts them.</summary>
internal static class PostgresHome
{
    private const string Debian = "/usr/lib/postgresql";

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>Null when they are there, else why not and what to do.</summary>
    public static string? Problem => OperatingSystem.IsWindows() ? "a real PostgreSQL is started on Linux and macOS only"
        : Found.Value is null ? "PostgreSQL's server is not installed (initdb and postgres are neither where 'pg_config --bindir' says nor "
            + $"below {Debian}); on Debian: apt-get install postgresql"
        : IsRoot && Unprivileged is null
            ? "PostgreSQL refuses to run as root, and there is neither setpriv nor runuser to run it as another user"
        : null;

    public static string Program(string name) => Path.Combine(Found.Value!, name);

    public static bool IsRoot => Environment.UserName == "root";

    /// <summary>The beginning of a command that runs the rest without rights, or null.</summary>
    public static IReadOnlyList<string>? Unprivileged { get; } =
        File.Exists("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        : File.Exists("/usr/sbin/runuser") ? ["/usr/sbin/runuser", "-u", "nobody", "--"]
        : null;

    private static string? Find() =>
        new[] { Configured() }
            .Concat(Directory.Exists(Debian)
                ? Directory.GetDirectories(Debian).OrderByDescending(Version).Select(d => Path.Combine(d, "bin")) : [])
            .FirstOrDefault(d => d is not null && File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));

    private static int Version(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string? Configured()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", ["--bindir"]) { RedirectStandardOutput = true })!;
            var text = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return text;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
