using Unified.Definition;
using Unified.Linq;
using Unified.Physical;
using Unified.Plans;

namespace Unified.TestKit;

/// <summary>A job, planned for a test.</summary>
internal sealed class PlannedJob
{
    public PlannedJob(Job job)
    {
        Job = job;
        Definition = job.Build();
        Plan = JobPlan.Create(job.Name, LinqPlanner.Plan(job.Name, Definition, Reading));
        Program = StageProgram.Compile(Plan);
        Sources = [.. Found(Definition).DistinctBy(s => s.Name)];
    }

    /// <summary>The job.</summary>
    public Job Job { get; }

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

    private static IEnumerable<SourceSettings> Found(DefinitionStep step) => step switch
    {
        SourceStep source => [source.Source],
        WhereStep where => Found(where.Input),
        SelectStep select => Found(select.Input),
        ElementsStep elements => Found(elements.Input),
        ConcatStep concat => Found(concat.Left).Concat(Found(concat.Right)),
        GroupStep group => Found(group.Input),
        CogroupStep groups => groups.Groups.SelectMany(Found),
        ResultStep result => Found(result.Input),
        RowsStep rows => Found(rows.Input),
        HavingStep having => Found(having.Input),
        TopStep top => Found(top.Input),
        OrderStep order => Found(order.Input),
        KeepStep keep => Found(keep.Input),
        _ => throw new NotSupportedException($"{step.GetType().Name} is not a step that a test knows: add it."),
    };
}
