using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Epochs;
using Unified.Expressions;
using Unified.Linq;
using Unified.Logical;
using Unified.Optimization;

namespace Unified.Plans;

/// <summary>
/// A job, planned: its optimized logical plan, its stages, and the definition version, which names all that belongs to this meaning of the
/// job. Immutable; thread-safe.
/// </summary>
public sealed class JobPlan
{
    /// <summary>Counts up when the engine gives other results for the same plan.</summary>
    public const int EngineSemantics = 3;

    private JobPlan(string job, ResultNode definition)
    {
        Job = job;
        Definition = definition;
        Logical = Optimizer.Optimize(definition);
        Graph = StagePlanner.Plan(job, Logical);
        var code = Logical.Walk().SelectMany(n => n.Expressions).SelectMany(e => e.Walk()).OfType<UserCallExpr>().Select(c => c.Method)
            .Distinct()
            .Select(UserFunctionIl.Print).Order(StringComparer.Ordinal);
        var contracts = Sources.Select(s => $"{s.Name}: {s.Contract()}\n");
        Canonical = $"engine {EngineSemantics}\n{Logical}{string.Concat(contracts)}{string.Concat(code)}";
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)))[..12];
    }

    /// <summary>The job's name.</summary>
    public string Job { get; }

    /// <summary>The definition version: 12 hex digits of the hash of <see cref="Canonical"/>.</summary>
    public string Version { get; }

    /// <summary>What the version is the hash of.</summary>
    public string Canonical { get; }

    /// <summary>The plan as the front end has built it.</summary>
    public ResultNode Definition { get; }

    /// <summary>The optimized plan.</summary>
    public ResultNode Logical { get; }

    /// <summary>The part of the plan whose rows are stored; what is above it is computed when the answer is read.</summary>
    public ResultNode Stored => Logical.Stored;

    /// <summary>
    /// Whole days after which rows leave the answer, wherever in the definition that is said: the fewest; null for never.
    /// </summary>
    public int? KeepDays => Logical.Walk().OfType<ResultNode>().Min(r => r.KeepDays);

    /// <summary>The column of the answer that is the window's start; null when there is none.</summary>
    public string? WindowColumn => Rows.Window is { } window ? Window(Logical, window.Name) : null;

    /// <summary>The optimizer's rules that have changed the plan, in their order: <c>merge_filters</c>. Computed when asked for.</summary>
    public ImmutableArray<string> Rules => Optimizer.Fired(Definition);

    /// <summary>The stages that compute it.</summary>
    public StageGraph Graph { get; }

    /// <summary>The sources that it reads, each once, in the order of the plan.</summary>
    public ImmutableArray<SourceSchema> Sources =>
        [.. Graph.Stages.SelectMany(s => s.Inputs).Select(i => i.Source).DistinctBy(s => s.Name)];

    /// <summary>The rows that are stored.</summary>
    public RowLayout Rows => ((RowOutput)Graph.Last.Output).Layout;

    /// <summary>The result's columns.</summary>
    public ImmutableArray<OutputColumn> Outputs => Logical.Columns.Items;

    /// <summary>The aggregates whose states the rows hold, in their order; none for emissions.</summary>
    public ImmutableArray<AggregateCall> Aggregates => Stored is FinishNode finish ? finish.Aggregates.Items : [];

    /// <summary>States that must be above 0 for a row to be in the answer.</summary>
    public ImmutableArray<string> Matched => Stored is FinishNode finish ? finish.Matched.Items : [];

    // A column that only passes the window on is the window.
    private static string? Window(ResultNode node, string window) => node switch
    {
        TopNode top => Window(top.Input, window),
        ExpandNode expand => expand.Columns.FirstOrDefault(c => c.Key == window)?.Field.Name,
        FinishNode { Groups: [{ Input: ResultNode below } group] } finish => Window(below, window) is { } name
            && group.Keys.FirstOrDefault(k => k.Value is ColumnExpr column && column.Name == name) is { } key
            ? finish.Columns.FirstOrDefault(c => c.Key == key.Name)?.Field.Name : null,
        FinishNode { Groups: [{ Input: var below }, ..] } when below.Walk().OfType<ResultNode>().Any() => null,
        _ => node.Columns.FirstOrDefault(c => c.Key == window)?.Field.Name,
    };

    /// <summary>The source of a log.</summary>
    public SourceSchema Source(string log) => Sources.First(s => s.Name == log);

    /// <summary>The source of a partition's log.</summary>
    public SourceSchema Source(LogPartition partition) => Source(partition.Log);

    /// <summary>What is read of a log.</summary>
    public StageInput Input(string log) => Graph.Last.Input(log);

    /// <summary>Plans a job.</summary>
    /// <exception cref="Errors.DefinitionException">The definition cannot be planned; all its mistakes are named.</exception>
    public static JobPlan Create(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Create(job.Name, LinqPlanner.Plan(job.Name, job.Build()));
    }

    /// <summary>Plans what another front end has read.</summary>
    public static JobPlan Create(string job, ResultNode plan) => new(job, plan);
}
