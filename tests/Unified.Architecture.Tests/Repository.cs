using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Unified.Architecture.Tests;

/// <summary>The source tree that these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>
    /// Source files below a folder with their paths from the root, written with '/'; what the build made is left out, and hidden folders.
    /// </summary>
    public static IEnumerable<(string Path, string Text)> Files(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start)) { return []; }
        var files = new FileSystemEnumerable<string>(
            start, (ref entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName),
            ShouldRecursePredicate = (ref entry) => entry.FileName is not ("bin" or "obj" or "node_modules" or "artifacts"),
        };
        return files.Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n")));
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
