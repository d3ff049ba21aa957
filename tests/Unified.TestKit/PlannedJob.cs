using System.Linq.Expressions;
using Unified.Definition;
using Unified.Linq;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Objects;

namespace Unified.TestKit;

/// <summary>A job, planned for a test.</summary>
internal sealed class PlannedJob
{
    public PlannedJob(Job job)
        : this(job.Name, job.Build()) => Type = job.GetType();

    /// <summary>A job of steps.</summary>
    public PlannedJob(string name, DefinitionStep definition)
    {
        Definition = definition;
        Plan = JobPlan.Create(name, LinqPlanner.Plan(name, Definition, Reading));
        Program = StageProgram.Compile(Plan);
        var steps = Walk(Definition).ToList();
        Sources = [.. steps.OfType<SourceStep>().Select(s => s.Source).DistinctBy(s => s.Name)];
        Stepping = Stepping.Of(steps.Where(s => s is not SourceStep).Select(s => (s, Parameter(s))));
    }

    /// <summary>Where a debugger stops.</summary>
    public Stepping Stepping { get; }

    /// <summary>The job's class.</summary>
    public Type Type { get; } = typeof(Job);

    /// <summary>What its author wrote.</summary>
    public DefinitionStep Definition { get; }

    /// <summary>What the planner has understood its expressions as.</summary>
    public LinqReading Reading { get; } = new();

    public JobPlan Plan { get; }

    public StageProgram Program { get; }

    /// <summary>The sources that it reads.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; }

    /// <summary>The type of its result's rows.</summary>
    public Type Result => Row(Definition);

    private static Type Row(DefinitionStep step) => step switch
    {
        ResultStep result => result.Selector.ReturnType,
        HavingStep having => Row(having.Input),
        FirstEventsStep firsts => firsts.RowType,
        TopStep top => Row(top.Input),
        OrderStep order => Row(order.Input),
        KeepStep keep => Row(keep.Input),
        RowsStep rows => Row(rows.Input),
        SelectStep select => select.Selector.ReturnType,
        WhereStep where => Row(where.Input),
        ElementsStep elements => elements.Result?.ReturnType ?? elements.Elements.ReturnType.GetGenericArguments()[0],
        ConcatStep concat => Row(concat.Left),
        SourceStep source => source.Source.RecordType,
        _ => throw new NotSupportedException($"{step.GetType().Name} has no rows."),
    };

    // What a clause calls its row.
    private static string Parameter(DefinitionStep step) => step switch
    {
        WhereStep where => Plain(where.Predicate),
        SelectStep select => Plain(select.Selector),
        ElementsStep elements => Plain(elements.Elements),
        GroupStep group => Plain(group.Key),
        ResultStep result => Plain(result.Selector),
        FirstEventsStep firsts => Plain(firsts.Events),
        _ => "row",
    };

    // The compiler's own names are no names.
    private static string Plain(LambdaExpression lambda) =>
        lambda.Parameters[0].Name is { Length: > 0 } name && (char.IsLetter(name[0]) || name[0] == '_') ? name : "row";

    private static IEnumerable<DefinitionStep> Walk(DefinitionStep step) => (step switch
    {
        SourceStep => [],
        WhereStep where => Walk(where.Input),
        SelectStep select => Walk(select.Input),
        ElementsStep elements => Walk(elements.Input),
        ConcatStep concat => Walk(concat.Left).Concat(Walk(concat.Right)),
        GroupStep group => Walk(group.Input),
        CogroupStep groups => groups.Groups.SelectMany(Walk),
        ResultStep result => Walk(result.Input),
        RowsStep rows => Walk(rows.Input),
        HavingStep having => Walk(having.Input),
        FirstEventsStep firsts => Walk(firsts.Input),
        TopStep top => Walk(top.Input),
        OrderStep order => Walk(order.Input),
        KeepStep keep => Walk(keep.Input),
        _ => throw new NotSupportedException($"{step.GetType().Name} is not a step that a test knows: add it."),
    }).Append(step);
}
