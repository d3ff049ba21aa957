using System.Collections.Concurrent;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unified.Architecture.Tests.Folders;

/// <summary>The projects of the repository as the compiler sees them.</summary>
internal static class ProjectSources
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.None);

    /// <summary>
    /// Everything that this test could load: the platform, and what the projects and their packages put beside it. Not the tests, whose
    /// namespaces would hide those of the platform.
    /// </summary>
    /// <remarks>A project is given what it has restored alone: the namespace of a package that another project uses may hide one of its own
    /// types.</remarks>
    private static readonly IReadOnlyList<(string Name, MetadataReference File)> Loadable =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => (Path.GetFileNameWithoutExtension(file), (MetadataReference)MetadataReference.CreateFromFile(file)))
            .Where(reference => !reference.Item1.EndsWith(".Tests", StringComparison.Ordinal))];

    private static readonly ConcurrentDictionary<string, Lazy<FolderGraph>> Graphs = new();

    /// <summary>The folders with a project that is no test. What a template holds is compiled in the projects made of it.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Repository.Files("", "*.csproj").Select(f => Directory(f.Path)).Where(p => !p.StartsWith("tests/", StringComparison.Ordinal)
            && !p.StartsWith("templates", StringComparison.Ordinal))];

    private static readonly Lazy<Dictionary<string, HashSet<string>>> Restored =
        new(() => All.ToDictionary(p => p, p => RestoredBy(p).ToHashSet(StringComparer.Ordinal)));

    public static FolderGraph Graph(string project) => Graphs.GetOrAdd(project, _ => new(() => Read(project))).Value;

    /// <param name="assembly">Its name is what other assemblies show their internals to.</param>
    /// <param name="files">
    /// What somebody wrote; paths begin with a folder, which is the first part behind <paramref name="project"/>.
    /// </param>
    /// <param name="generated">What the build adds: global usings, attributes of the assembly.</param>
    /// <param name="sees">Which assemblies it references; null for all that there are.</param>
    public static FolderGraph Graph(
        string project, string assembly, IEnumerable<(string Path, string Text)> files, IEnumerable<(string Path, string Text)> generated,
        Func<string, bool>? sees = null)
    {
        var folders = files.ToDictionary(Parse, f => Folder(f.Path[(project.Length + 1)..]));
        var program = folders.Keys.Any(tree => tree.GetRoot().ChildNodes().Any(n => n is GlobalStatementSyntax));
        var options = new CSharpCompilationOptions(
            program ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        var references = Loadable.Where(reference => reference.Name != assembly && (sees is null || sees(reference.Name)))
            .Select(reference => reference.File);
        var compilation = CSharpCompilation.Create(assembly, [.. folders.Keys, .. generated.Select(Parse)], references, options);
        return new FolderGraph(project, new ReferenceReader(compilation, folders).Read());
    }

    private static FolderGraph Read(string project)
    {
        var inner = All.Where(other => other.StartsWith($"{project}/", StringComparison.Ordinal)).ToList();
        var files = Repository.Files(project, "*.cs").Where(f =>
            !inner.Any(other => f.Path.StartsWith($"{other}/", StringComparison.Ordinal)));
        var description = Repository.Files(project, "*.csproj").First(f => Directory(f.Path) == project);
        var assembly = XDocument.Parse(description.Text).Descendants("AssemblyName").SingleOrDefault()?.Value;
        return Graph(project, assembly ?? Path.GetFileNameWithoutExtension(description.Path), files,
            BuildOutput(project).Concat(Linked(project, description.Text)),
            name => IsPlatform(name) || Restored.Value[project]
                .Contains(name) || !Restored.Value.Values.Any(names => names.Contains(name)));
    }

    // A part of the platform for one project may be a package for another.
    private static bool IsPlatform(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>The assemblies of the packages and projects that a project uses.</summary>
    private static List<string> RestoredBy(string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, project, "obj", "project.assets.json")));
        return [.. assets.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(library => library.Value.TryGetProperty("compile", out _))
            .SelectMany(library => library.Value.GetProperty("compile").EnumerateObject()
                .Select(file => Path.GetFileNameWithoutExtension(file.Name)))];
    }

    /// <summary>Made for the same configuration as this test, and by the same build: the test references every project.</summary>
    private static IEnumerable<(string Path, string Text)> BuildOutput(string project)
    {
        var configuration = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[^2..];
        var folder = Path.Combine([Repository.Root, project, "obj", .. configuration]);
        // One that compilers load is made for another framework.
        return System.IO.Directory.EnumerateFiles(System.IO.Directory.Exists(folder) ? folder
            : System.IO.Directory.GetDirectories(Path.GetDirectoryName(folder)!).Single(), "*.cs")
            .Where(file => !file.EndsWith("AssemblyAttributes.cs", StringComparison.Ordinal))
                .Select(file => (file, File.ReadAllText(file)));
    }

    /// <summary>Sources of another project that this one compiles too: they are no folder of its own.</summary>
    private static IEnumerable<(string Path, string Text)> Linked(string project, string description) => XDocument.Parse(description)
        .Descendants("Compile").Select(c => c.Attribute("Include")?.Value).OfType<string>()
        .Where(path => path.StartsWith("..", StringComparison.Ordinal))
        .Select(path => (path, File.ReadAllText(Path.Combine(Repository.Root, project, path))));

    private static string Directory(string path) => path[..path.LastIndexOf('/')];

    private static string Folder(string path) => path.Contains('/', StringComparison.Ordinal)
        ? path[..path.IndexOf('/', StringComparison.Ordinal)] : ".";

    private static SyntaxTree Parse((string Path, string Text) file) => CSharpSyntaxTree.ParseText(file.Text, Language, file.Path);
}
