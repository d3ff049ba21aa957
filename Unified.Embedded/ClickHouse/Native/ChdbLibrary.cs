namespace Unified.Embedded.ClickHouse.Native;

/// <summary>Where libchdb is: named by the user, else installed by npm in this folder or one above it, else installed for this
/// user.</summary>
internal static class ChdbLibrary
{
    public const string Variable = "Unified__ClickHouse__Embedded__Library";

    /// <exception cref="EmbeddedServerException">It is nowhere, or not where the user says.</exception>
    public static string Find(string? named)
    {
        var wanted = string.IsNullOrWhiteSpace(named) ? Environment.GetEnvironmentVariable(Variable) : named;
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            return File.Exists(wanted)
                ? Path.GetFullPath(wanted)
                : throw new EmbeddedServerException($"The embedded ClickHouse library '{wanted}' does not exist. Correct {Variable}, " +
                    $"or unset it to use the npm package {ChdbPackage.Name}.");
        }

        return Search() ?? throw new EmbeddedServerException(
            $"The embedded ClickHouse library was not found: no node_modules/{ChdbPackage.Name}/{ChdbPackage.FileName} in " +
            $"'{Directory.GetCurrentDirectory()}', '{AppContext.BaseDirectory}' or a folder above them, nor in " +
            $"'{ChdbInstallation.Folder}'. " +
            $"Run `npm install {ChdbPackage.Name}@{ChdbPackage.Version}` in one of them, or set {Variable} to a libchdb, " +
            "or give the address of a ClickHouse server instead.");
    }

    /// <summary>The same, but what is nowhere is installed for this user.</summary>
    public static async Task<string> FindOrInstallAsync(string? named, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(named) && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)) && Search() is null)
        {
            await ChdbInstallation.RunAsync(progress, cancellation).ConfigureAwait(false);
        }

        return Find(named);
    }

    private static string? Search() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
        ?? (ChdbInstallation.Folder is { } folder ? ChdbPackage.In(folder) : null);

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (ChdbPackage.In(folder.FullName) is { } library)
            {
                return library;
            }
        }

        return null;
    }
}
