using Unified.Logical;
using Unified.Types;

namespace Unified.Plans;

/// <summary>What the order of events means to a stage.</summary>
public enum StageClass
{
    /// <summary>Nothing: all states merge. No state is carried, and any partitioning will do.</summary>
    OrderFree,

    /// <summary>The order of one log: state is carried from epoch to epoch.</summary>
    LogOrder,

    /// <summary>Time, or the interleaving of several inputs: state, and a recorded order.</summary>
    TimeOrder,
}

/// <summary>A log that a stage reads.</summary>
/// <param name="Source">The log's source.</param>
/// <param name="Columns">What is read of it: all that any branch of the stage uses, in the source's order.</param>
public sealed record StageInput(SourceSchema Source, EquatableArray<Field> Columns);

/// <summary>Where a stage's rows go.</summary>
public abstract record StageOutput;

/// <summary>The row table of the job.</summary>
public sealed record RowOutput(RowLayout Layout) : StageOutput;

/// <summary>
/// One step of a job that reads logs: inputs, a plan over them, an output. The unit that has epochs, state and a proof.
/// </summary>
public sealed record Stage(string Name, StageClass Class, EquatableArray<StageInput> Inputs, ResultNode Plan, StageOutput Output)
{
    /// <summary>The input of a log.</summary>
    public StageInput Input(string log) => Inputs.First(i => i.Source.Name == log);
}

/// <summary>The stages of a job, each before those that read what it writes. The last one writes the answer.</summary>
public sealed record StageGraph(EquatableArray<Stage> Stages)
{
    /// <summary>The stage whose rows are the answer.</summary>
    public Stage Last => Stages[^1];
}
