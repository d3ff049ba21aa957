using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Hosting.Composition;

/// <summary>The jobs of an assembly, planned. Immutable; thread-safe.</summary>
public sealed class JobCatalogue
{
    private JobCatalogue(IReadOnlyList<JobPlan> plans) => Plans = plans;

    /// <summary>All jobs, by name.</summary>
    public IReadOnlyList<JobPlan> Plans { get; }

    /// <summary>The sources that the jobs read, by name.</summary>
    public IReadOnlyList<SourceSchema> Sources => [.. Plans.Select(p => p.Source).DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Finds every public, concrete job with a parameterless constructor and plans it.</summary>
    /// <exception cref="DefinitionException">A job cannot be planned, or two have one name.</exception>
    public static JobCatalogue Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var plans = assembly.GetExportedTypes()
            .Where(t => t.IsSubclassOf(typeof(Job)) && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null)
            .Select(t => JobPlan.Create((Job)Activator.CreateInstance(t)!))
            .OrderBy(p => p.Job, StringComparer.Ordinal).ToList();
        return plans.GroupBy(p => p.Job, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new DefinitionException("UNI0040", $"job '{twice.Key}'", "two jobs have this name.", "Override Name in one of them.")
            : new JobCatalogue(plans);
    }

    /// <summary>The jobs of these names, or all when none is given.</summary>
    /// <exception cref="DefinitionException">There is no job of a name.</exception>
    public IReadOnlyList<JobPlan> Select(IReadOnlyCollection<string> names) => names.Count == 0 ? Plans
        : [.. names.Select(name => Plans.FirstOrDefault(p => p.Job == name)
            ?? throw new DefinitionException("UNI0041", $"job '{name}'", "is not in this program.", $"It has: {string.Join(", ", Plans.Select(p => p.Job))}."))];
}
