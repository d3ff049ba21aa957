using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Unified.Aggregates;
using Unified.Definition;
using Unified.Expressions;
using Unified.Optimization;

namespace Unified.Logical;

/// <summary>A job, understood: what both layers compute, what they write, what is served. Immutable; thread-safe.</summary>
public sealed class JobPlan
{
    /// <summary>Raised when the engine's meaning of an unchanged plan changes: it makes every job a new version.</summary>
    public const int EngineSemantics = 2;

    private JobPlan(string job, FinishNode logical, ImmutableArray<string> code)
    {
        Job = job;
        Logical = logical;
        Aggregate = (AggregateNode)logical.Source;
        Predicate = (Aggregate.Source as FilterNode)?.Predicate;
        Scan = (ScanNode)(Aggregate.Source is FilterNode filter ? filter.Source : Aggregate.Source);
        Canonical = $"engine {EngineSemantics}\n{logical}{Source.Contract()}\n{string.Concat(code)}";
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical)))[..12];
        Rows = new RowLayout
        {
            Keys = [.. Aggregate.Keys.Select(k => new Field(k.Name, k.Value.Type))],
            Window = Aggregate.Window is { } window ? new Field(window.Name, DataType.Timestamp) : null,
            WindowMicros = Aggregate.Window?.SizeMicros ?? 0,
            States = [.. Aggregate.Aggregates.SelectMany(a => a.States)],
        };
    }

    /// <summary>The job's name: that of its view.</summary>
    public string Job { get; }

    /// <summary>
    /// The definition version: 12 hexadecimal digits of the SHA-256 of the canonical plan, the IL of user functions and
    /// <see cref="EngineSemantics"/>. The same in every run and for every formatting of the same definition.
    /// </summary>
    public string Version { get; }

    /// <summary>The text that <see cref="Version"/> is the hash of.</summary>
    public string Canonical { get; }

    public FinishNode Logical { get; }

    public AggregateNode Aggregate { get; }

    public ScanNode Scan { get; }

    public SourceSchema Source => Scan.Source;

    /// <summary>The events that count, or null for all.</summary>
    public Expr? Predicate { get; }

    public RowLayout Rows { get; }

    /// <summary>The columns of the view, in the order of the result record.</summary>
    public ImmutableArray<OutputColumn> Outputs => Logical.Columns;

    /// <summary>Understands a job.</summary>
    /// <exception cref="Errors.DefinitionException">The definition cannot be planned; says which node, why, and the way out.</exception>
    public static JobPlan Create(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var logical = Optimizer.Optimize(LogicalPlanner.Plan(job.Name, job.Build()));
        var aggregate = (AggregateNode)logical.Source;
        var expressions = aggregate.Keys.Select(k => k.Value).Concat(aggregate.Aggregates.Select(a => a.Argument).OfType<Expr>())
            .Concat(aggregate.Source is FilterNode filter ? [filter.Predicate] : []);
        var code = expressions.SelectMany(e => e.Walk()).OfType<UserCallExpr>().Select(c => c.Method).Distinct()
            .Select(UserFunctionIl.Print).Order(StringComparer.Ordinal).ToImmutableArray();
        return new JobPlan(job.Name, logical, code);
    }
}
