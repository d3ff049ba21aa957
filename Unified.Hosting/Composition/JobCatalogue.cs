using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;

namespace Unified.Hosting.Composition;

/// <summary>The jobs of an assembly, planned. Immutable; thread-safe.</summary>
public sealed class JobCatalogue
{
    private readonly string _ignored;

    private JobCatalogue(IReadOnlyList<JobPlan> plans, string ignored) => (Plans, _ignored) = (plans, ignored);

    /// <summary>All jobs, by name.</summary>
    public IReadOnlyList<JobPlan> Plans { get; }

    /// <summary>The sources that the jobs read, by name.</summary>
    public IReadOnlyList<SourceSchema> Sources => [.. Plans.Select(p => p.Source).DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Finds every public, concrete job with a parameterless constructor and plans it.</summary>
    /// <exception cref="DefinitionException">A job cannot be planned, or two have one name.</exception>
    public static JobCatalogue Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Of(assembly.GetTypes());
    }

    internal static JobCatalogue Of(IEnumerable<Type> all)
    {
        var types = all.Where(t => t.IsSubclassOf(typeof(Job)) && !t.IsAbstract && !t.ContainsGenericParameters).ToLookup(t => t.IsVisible && t.GetConstructor(Type.EmptyTypes) is not null);
        var plans = types[true].Select(t => Plan((Job)Activator.CreateInstance(t)!)).OrderBy(p => p.Job, StringComparer.Ordinal).ToList();
        var ignored = string.Join(", ", types[false].Select(t => t.Name).Order(StringComparer.Ordinal));
        return plans.GroupBy(p => p.Job, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new DefinitionException("UNI0040", $"job '{twice.Key}'", "two jobs have this name.", "Override Name in one of them.")
            : new JobCatalogue(plans, ignored.Length == 0 ? "" : $" Not taken, since a job is a public class with a public parameterless constructor: {ignored}.");
    }

    /// <summary>The jobs of these names, or all when none is given.</summary>
    /// <exception cref="DefinitionException">There is no job of a name.</exception>
    public IReadOnlyList<JobPlan> Select(IReadOnlyCollection<string> names) => names.Count == 0 ? Plans
        : [.. names.Select(name => Plans.FirstOrDefault(p => p.Job == name)
            ?? throw new DefinitionException("UNI0041", $"job '{name}'", "is not in this program.", $"It has: {string.Join(", ", Plans.Select(p => p.Job))}.{_ignored}"))];

    // A clock or a random number in a captured variable looks like a constant. Planned twice it is another one, and every start would be a new version with new tables.
    private static JobPlan Plan(Job job)
    {
        var (plan, again) = (JobPlan.Create(job), JobPlan.Create(job));
        return plan.Version == again.Version ? plan
            : throw new DefinitionException("UNI0043", $"job '{plan.Job}'", $"Define() gave another query when it was called again (versions {plan.Version} and {again.Version}).",
                "Capture no clock, random number or counter: use a constant, or a column of the event.");
    }
}
