using System.Reflection;
using Unified.Errors;

namespace Unified.Plans;

/// <summary>
/// What the planner refuses of a compiled assembly, as compilers print errors: the build of a project asks for it, so that every refusal
/// stands in the list of errors with its file and line.
/// </summary>
public static class DefinitionCheck
{
    /// <summary>
    /// A line for each mistake: <c>File.cs(12): error UNI0013: job 'x': node: reason way out</c>. Without a place the file is
    /// <paramref name="project"/>.
    /// </summary>
    /// <param name="assembly">Where the jobs are.</param>
    /// <param name="files">Paths of its source files: a mistake knows the name of its file alone.</param>
    /// <param name="project">What to name where no file is known.</param>
    public static IReadOnlyList<string> Lines(Assembly assembly, IReadOnlyCollection<string> files, string project)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(project);
        var paths = files.ToLookup(FileName, StringComparer.Ordinal);
        var planned = PlannedJobs.Of(Types(assembly));
        return [.. planned.Mistakes.Concat(planned.Shared).Select(m => Line(m, paths, project))];
    }

    // Of an assembly whose other references are not there, those types that need none of them.
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException missing)
        {
            return missing.Types.OfType<Type>();
        }
    }

    private static string Line(DefinitionMistake mistake, ILookup<string, string> paths, string project)
    {
        var place = mistake.Place is not { } at ? project
            // Of two files of one name nobody knows which: the name alone is honest.
            : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{(paths[at.File].ToList() is [var only] ? only : at.File)}({at.Line})");
        var text = mistake with { Place = null };
        return $"{place}: error {mistake.Code}: {text}".Replace($"{mistake.Code}: {mistake.Node}", mistake.Node, StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
    }

    private static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
}
