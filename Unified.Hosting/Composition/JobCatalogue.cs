using System.Reflection;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Hosting.Composition;

/// <summary>The jobs of an assembly, planned. Immutable; thread-safe.</summary>
public sealed class JobCatalogue
{
    private readonly string _ignored;

    private JobCatalogue(IReadOnlyList<JobPlan> plans, IReadOnlyList<DefinitionMistake> mistakes, string ignored) =>
        (Plans, Mistakes, _ignored) = (plans, mistakes, ignored);

    /// <summary>All jobs that can be planned, by name; at least one unless there is no job at all.</summary>
    public IReadOnlyList<JobPlan> Plans { get; }

    /// <summary>Why the others cannot; empty where nothing is wrong.</summary>
    public IReadOnlyList<DefinitionMistake> Mistakes { get; }

    /// <summary>The sources that the jobs read, by name.</summary>
    public IReadOnlyList<SourceSchema> Sources =>
        [.. Plans.SelectMany(p => p.Sources).DistinctBy(s => s.Name).OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Finds every public, concrete job with a parameterless constructor and plans it.</summary>
    /// <param name="assembly">Where the jobs are.</param>
    /// <param name="strict">False: a job that cannot be planned is left out as long as another can; its mistakes are told.</param>
    /// <exception cref="DefinitionException">A job cannot be planned, two have one name, or two sources do.</exception>
    public static JobCatalogue Of(Assembly assembly, bool strict = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Of(assembly.GetTypes(), strict);
    }

    internal static JobCatalogue Of(IEnumerable<Type> all, bool strict = true)
    {
        var planned = PlannedJobs.Of(all);
        // Whatever concerns several jobs concerns all. One that has a namesake is told when nothing else is wrong.
        var (twice, others) = (planned.Shared.FirstOrDefault(m => m.Code == "UNI0040"), planned.Shared.Where(m => m.Code != "UNI0040"));
        if (others.Any() || (planned.Mistakes.Count > 0 && (strict || planned.Plans.Count == 0)))
        {
            throw new DefinitionException([.. planned.Mistakes, .. others]);
        }

        var ignored = string.Join(", ", planned.Ignored);
        return twice is not null ? throw new DefinitionException([twice])
            : new JobCatalogue(planned.Plans, planned.Mistakes, ignored.Length == 0 ? ""
                : $" Not taken, since a job is a public class with a public parameterless constructor: {ignored}.");
    }

    /// <summary>The jobs of these names, or all when none is given.</summary>
    /// <exception cref="DefinitionException">There is no job of a name.</exception>
    public IReadOnlyList<JobPlan> Select(IReadOnlyCollection<string> names) => names.Count == 0 ? Plans
        : [.. names.Select(name => Plans.FirstOrDefault(p => p.Job == name) ?? throw Missing(name))];

    private DefinitionException Missing(string name)
    {
        var own = Mistakes.Where(m => m.Job == name || m.Node == $"job '{name}'").ToList();
        return own.Count > 0 ? new DefinitionException(own)
            : new DefinitionException("UNI0041", $"job '{name}'", "is not in this program.",
                $"It has: {string.Join(", ", Plans.Select(p => p.Job))}.{_ignored}");
    }
}
