using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

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
        var types = all.Where(t => t.IsSubclassOf(typeof(Job)) && !t.IsAbstract && !t.ContainsGenericParameters)
            .ToLookup(t => t.IsVisible && t.GetConstructor(Type.EmptyTypes) is not null);
        // All mistakes of all jobs at once: each costs its author a build and a run.
        var mistakes = new Mistakes();
        var plans = types[true].Select(t => mistakes.Try<JobPlan?>(() => Plan((Job)Activator.CreateInstance(t)!), () => null))
            .OfType<JobPlan>()
            .OrderBy(p => p.Job, StringComparer.Ordinal).ToList();
        var unplanned = mistakes.All.Count;
        RequireOneSourceAName(plans, mistakes);
        // Whatever concerns several jobs concerns all: which of them is meant to run is not known.
        if (mistakes.All.Count > (strict || plans.Count == 0 ? 0 : unplanned))
        {
            throw new DefinitionException(mistakes.All);
        }

        var ignored = string.Join(", ", types[false].Select(t => t.Name).Order(StringComparer.Ordinal));
        return plans.GroupBy(p => p.Job, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new DefinitionException("UNI0040", $"job '{twice.Key}'", "two jobs have this name.", "Override Name in one of them.")
            : new JobCatalogue(plans, [.. mistakes.All], ignored.Length == 0 ? ""
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

    // Whatever is named alike is one log: in the archive, in the tables, in Kafka's groups.
    private static void RequireOneSourceAName(IEnumerable<JobPlan> plans, Mistakes mistakes)
    {
        foreach (var name in plans.SelectMany(p => p.Sources.Select(s => (Plan: p, Source: s)))
            .GroupBy(s => s.Source.Name, StringComparer.Ordinal))
        {
            var first = name.First();
            foreach (var other in name.Where(s => s.Source != first.Source).DistinctBy(s => s.Source).Select(s => s.Plan))
            {
                mistakes.Add(new DefinitionMistake("UNI0055", $"source '{name.Key}'",
                    $"jobs '{first.Plan.Job}' and '{other.Job}' declare it differently: other columns, topic, epochs or history. It is "
                        + $"one log, with one archive.",
                    "Declare it once with all columns and share it, or give one another Name.")
                { Job = other.Job });
            }
        }
    }

    // A clock or a random number in a captured variable looks like a constant. Planned twice it is another one, and every start would be a
    // new version with new tables.
    private static JobPlan Plan(Job job)
    {
        var (plan, again) = (JobPlan.Create(job), JobPlan.Create(job));
        return plan.Version == again.Version ? plan
            : throw new DefinitionException("UNI0043", $"job '{plan.Job}'",
                $"Define() gave another query when it was called again (versions {plan.Version} and {again.Version}).",
                "Capture no clock, random number or counter: use a constant, or a column of the event.");
    }
}
