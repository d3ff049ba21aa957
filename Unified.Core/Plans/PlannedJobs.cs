using Unified.Definition;
using Unified.Errors;

namespace Unified.Plans;

/// <summary>The jobs among types, planned, and all mistakes of the others at once. Immutable; thread-safe.</summary>
public sealed class PlannedJobs
{
    private PlannedJobs(IReadOnlyList<JobPlan> plans, IReadOnlyList<DefinitionMistake> mistakes, IReadOnlyList<DefinitionMistake> shared,
        IReadOnlyList<string> ignored) => (Plans, Mistakes, Shared, Ignored) = (plans, mistakes, shared, ignored);

    /// <summary>All jobs that can be planned, by name.</summary>
    public IReadOnlyList<JobPlan> Plans { get; }

    /// <summary>Why the others cannot.</summary>
    public IReadOnlyList<DefinitionMistake> Mistakes { get; }

    /// <summary>Mistakes that concern several jobs: which of them is meant to run is not known.</summary>
    public IReadOnlyList<DefinitionMistake> Shared { get; }

    /// <summary>Classes that are jobs, but not public ones with a public parameterless constructor.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>Plans every public, concrete job with a parameterless constructor.</summary>
    public static PlannedJobs Of(IEnumerable<Type> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var types = all.Where(t => t.IsSubclassOf(typeof(Job)) && !t.IsAbstract && !t.ContainsGenericParameters)
            .ToLookup(t => t.IsVisible && t.GetConstructor(Type.EmptyTypes) is not null);
        // All mistakes of all jobs at once: each costs its author a build and a run.
        var mistakes = new Mistakes();
        var plans = types[true].Select(t => mistakes.Try<JobPlan?>(() => Plan((Job)Activator.CreateInstance(t)!), () => null))
            .OfType<JobPlan>().OrderBy(p => p.Job, StringComparer.Ordinal).ToList();
        var shared = new Mistakes();
        RequireOneSourceAName(plans, shared);
        RequireOneJobAName(plans, shared);
        return new PlannedJobs(plans, [.. mistakes.All], [.. shared.All],
            [.. types[false].Select(t => t.Name).Order(StringComparer.Ordinal)]);
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

    private static void RequireOneJobAName(IEnumerable<JobPlan> plans, Mistakes mistakes)
    {
        foreach (var twice in plans.GroupBy(p => p.Job, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            mistakes.Add(new DefinitionMistake("UNI0040", $"job '{twice.Key}'", "two jobs have this name.",
                "Override Name in one of them."));
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
