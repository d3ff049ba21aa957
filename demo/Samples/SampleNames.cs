using System.Reflection;

namespace Unified.Demo.Samples;

/// <summary>What the jobs of the samples are called.</summary>
public static class SampleNames
{
    /// <summary>The names of the jobs in an assembly. Nothing is planned.</summary>
    /// <param name="assembly">Where they are.</param>
    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. SampleCatalogue.Jobs(assembly).Select(j => j.Name)];
    }
}
