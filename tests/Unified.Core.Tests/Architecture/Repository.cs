using System.Runtime.CompilerServices;

namespace Unified.Core.Tests.Architecture;

/// <summary>The source tree that these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Source files below a folder with their paths from the root, written with '/'; what the build made is left out.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        return !Directory.Exists(start) ? [] : Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "artifacts"))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n")));
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
