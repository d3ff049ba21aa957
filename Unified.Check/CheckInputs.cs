namespace Unified.Check;

/// <summary>What the build hands over.</summary>
/// <param name="Assembly">The assembly that has been compiled.</param>
/// <param name="References">The assemblies that it runs with.</param>
/// <param name="Sources">Its source files.</param>
/// <param name="Project">The project file.</param>
internal sealed record CheckInputs(string Assembly, IReadOnlyList<string> References, IReadOnlyList<string> Sources, string Project)
{
    /// <summary>Reads lines such as <c>reference /packages/a.dll</c>.</summary>
    /// <exception cref="FormatException">A line is none of these, or the assembly is missing.</exception>
    public static CheckInputs Read(string file)
    {
        var lines = File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split(' ', 2) is [var kind, var path]
            ? (Kind: kind, Path: path) : throw new FormatException($"'{line}' in {file} is no kind and path.")).ToLookup(l => l.Kind, l =>
                l.Path, StringComparer.Ordinal);
        return lines["assembly"].FirstOrDefault() is { } assembly
            ? new CheckInputs(assembly, [.. lines["reference"]], [.. lines["source"]], lines["project"].FirstOrDefault() ?? assembly)
            : throw new FormatException($"{file} names no assembly.");
    }
}
