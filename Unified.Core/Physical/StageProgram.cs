using System.Collections.Immutable;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Physical.Operators;
using Unified.Plans;
using Unified.Types;

namespace Unified.Physical;

/// <summary>What a stage reads of one log, compiled. Immutable; thread-safe.</summary>
internal sealed class InputProgram
{
    private readonly ImmutableArray<AggregateCall> _calls;

    public InputProgram(StageInput input, ResultNode plan, ImmutableArray<AggregateCall> calls)
    {
        (Source, Columns, _calls) = (input.Source, input.Columns.Items, calls);
        EventTime = Columns.IndexOf(Columns.First(c => c.Name == Source.EventTime));
        Branches = BranchProgram.Of(plan, Source, Columns);
    }

    public SourceSchema Source { get; }

    /// <summary>The columns that a batch of its events must have.</summary>
    public ImmutableArray<Field> Columns { get; }

    /// <summary>The place of the event time among them.</summary>
    public int EventTime { get; }

    public ImmutableArray<BranchProgram> Branches { get; }

    /// <summary>A result column that an argument of a branch is for.</summary>
    public string ArgumentColumn(BranchProgram branch, int argument) =>
        _calls[branch.Aggregates.First(a =>
            a.Argument == argument || a.By == argument || a.More.Contains(argument)).State].Column;

    /// <summary>A result column that a filter of a branch is for.</summary>
    public string FilterColumn(BranchProgram branch, int filter) => _calls[branch.Aggregates.First(a => a.Filter == filter).State].Column;
}

/// <summary>
/// The step function of a stage, compiled: it opens a run from a state, the run takes events, and is closed to rows, records and a state.
/// Both schedulers run it, and nothing else computes rows. Immutable; thread-safe; make one a plan.
/// </summary>
public sealed class StageProgram
{
    private readonly Dictionary<string, InputProgram> _inputs;

    private StageProgram(JobPlan plan)
    {
        Plan = plan;
        _inputs = plan.Graph.Last.Inputs.ToDictionary(i => i.Source.Name, i => new InputProgram(i, plan.Stored, plan.Aggregates),
            StringComparer.Ordinal);
    }

    /// <summary>The plan that it computes.</summary>
    public JobPlan Plan { get; }

    /// <summary>Compiles a plan.</summary>
    public static StageProgram Compile(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new StageProgram(plan);
    }

    /// <summary>Opens a run over events of a partition, or of a log's history.</summary>
    /// <param name="partition">Whose events they are.</param>
    /// <param name="origin">Where they come from.</param>
    /// <param name="state">
    /// The state that the events before have left; <see cref="StageState.Empty"/> for a stage that carries none.
    /// </param>
    /// <param name="excluded">Records of the log that are taken out of the job; null for none.</param>
    /// <exception cref="InternalException">The stage reads no such log, or carries no such state.</exception>
    public StageRun Open(LogPartition partition, EventOrigin origin, StageState state, IEnumerable<Exclusion>? excluded = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!_inputs.TryGetValue(partition.Log, out var input))
        {
            throw new InternalException($"Job '{Plan.Job}' reads no log '{partition.Log}'.");
        }

        if (state != StageState.Empty)
        {
            throw new InternalException($"Job '{Plan.Job}' is {Plan.Graph.Last.Class}: it carries no state.");
        }

        IStageOperator root = Plan.Rows.Kind == RowKind.Emission ? new EmitOperator(Plan, partition)
            : new GroupOperator(Plan, input.Source, partition);
        return new StageRun(this, partition, origin, new InputEvaluator(Plan.Job, input, origin, Reasons(partition, excluded)), root);
    }

    private static Dictionary<long, string> Reasons(LogPartition partition, IEnumerable<Exclusion>? excluded)
    {
        var reasons = new Dictionary<long, string>();
        foreach (var exclusion in excluded?.Where(e => e.Partition == partition) ?? [])
        {
            // Of several reasons the first one given.
            reasons.TryAdd(exclusion.Offset, exclusion.Reason);
        }

        return reasons;
    }
}
