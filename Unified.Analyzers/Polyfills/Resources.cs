namespace Unified.Analyzers.Polyfills;

/// <summary>Text that the assembly carries.</summary>
internal static class Resources
{
    /// <summary>The lines of a resource.</summary>
    public static IReadOnlyList<string> Lines(string name)
    {
        using var stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly has no resource '{name}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToList();
    }
}
