using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>
/// libchdb, fetched by npm once for this user: it is too large for a NuGet package, and for a copy a project. npm is given Unified's lock
/// file, so that what it fetches is the version and the bytes that Unified was tested with.
/// </summary>
internal static class ChdbInstallation
{
    /// <summary>The folder of the version that is wanted; null where the user has no folder for data.</summary>
    public static string? Folder => Environment.GetFolderPath(
        Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
        ? Path.Combine(data, "unified", "chdb-" + ChdbPackage.Version) : null;

    /// <summary>Installs it.</summary>
    /// <exception cref="EmbeddedServerException">There is no npm, or it fails: says what it wrote.</exception>
    public static async Task RunAsync(IProgress<string>? progress, CancellationToken cancellation)
    {
        if (Folder is not { } folder)
        {
            return; // Whoever searches says what to do.
        }

        progress?.Report($"The engine of the embedded ClickHouse is not here yet: npm fetches {ChdbPackage.Name} {ChdbPackage.Version} "
            + $"(about 200 MB, once) into '{folder}'");
        // Beside its place, then renamed: half an installation is never found, and of two at once one wins.
        var draft = string.Create(CultureInfo.InvariantCulture, $"{folder}.{Environment.ProcessId}");
        Directory.CreateDirectory(draft);
        try
        {
            foreach (var manifest in ChdbPackage.Manifests)
            {
                await File.WriteAllTextAsync(Path.Combine(draft, manifest), ChdbPackage.Text(manifest), cancellation).ConfigureAwait(false);
            }

            await RunNpmAsync(draft, cancellation).ConfigureAwait(false);
            if (ChdbPackage.In(draft) is null)
            {
                throw Failed("it installed no library for this system.");
            }

            Move(draft, folder);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static void Move(string draft, string folder)
    {
        try
        {
            Directory.Move(draft, folder);
        }
        catch (IOException) when (ChdbPackage.In(folder) is not null)
        {
            // Another process was faster, with the same.
        }
    }

    private static async Task RunNpmAsync(string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("npm")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "ci", "--omit=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error" })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var npm = Process.Start(start) ?? throw Failed("it could not be started.");
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(cancellation), npm.StandardError.ReadToEndAsync(cancellation));
            try
            {
                await npm.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                npm.Kill(entireProcessTree: true);
                throw;
            }

            if (npm.ExitCode != 0)
            {
                throw Failed($"{await errors.ConfigureAwait(false)}{await output.ConfigureAwait(false)}".Trim());
            }
        }
        catch (Win32Exception)
        {
            throw Failed("there is no npm on the PATH. Install Node 20 or newer from https://nodejs.org.");
        }
    }

    private static EmbeddedServerException Failed(string why) => new(
        $"npm could not fetch the engine of the embedded ClickHouse, {ChdbPackage.Name} {ChdbPackage.Version}: {why} Or set "
        + $"{ChdbLibrary.Variable} to a libchdb, or give the address of a ClickHouse server instead.");
}
