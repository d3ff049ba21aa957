using System.Globalization;
using Unified.Definition;
using Unified.Plans;
using Unified.TestKit.Answers;
using Unified.TestKit.Cuts;
using Unified.TestKit.Given;

namespace Unified.TestKit;

/// <summary>
/// A test of a job: events in, the job's own records out. No server is needed, and no test framework is: what fails throws a
/// <see cref="JobTestException"/>. The answer is computed twice, by the engine that runs in production and as LINQ over objects with the
/// definition's own lambdas, and the two are compared. One thread at a time.
/// </summary>
/// <example>
/// <code>
/// JobTest.For&lt;AirportDelays&gt;()
///     .Given(new Flight(noon, "ATL", "JFK", Delay: 10, Distance: 760))
///     .Then(new AirportDay("ATL", day, Flights: 1, AverageDelay: 10, WorstDelay: 10, P95Delay: 10));
/// </code>
/// </example>
public sealed partial class JobTest
{
    private readonly PlannedJob _job;
    private readonly List<GivenLog> _logs = [];
    private readonly CutPlan _cuts = [];
    private JobRun? _run;

    private JobTest(Job job)
    {
        GivenTables.Use();
        _job = new PlannedJob(job);
    }

    /// <summary>A test of a job.</summary>
    /// <typeparam name="TJob">The job.</typeparam>
    /// <exception cref="Errors.DefinitionException">The job cannot be planned; the message names all its mistakes.</exception>
    public static JobTest For<TJob>()
        where TJob : Job, new() => new(new TJob());

    /// <summary>A test of a job that has arguments.</summary>
    /// <param name="job">The job.</param>
    /// <exception cref="Errors.DefinitionException">The job cannot be planned; the message names all its mistakes.</exception>
    public static JobTest For(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobTest(job);
    }

    /// <summary>A test of a query that is in no job.</summary>
    /// <param name="query">The query.</param>
    /// <exception cref="Errors.DefinitionException">The query cannot be planned; the message names all its mistakes.</exception>
    public static JobTest For<TResult>(Query<TResult> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new JobTest(new QueryJob<TResult>(query));
    }

    /// <summary>
    /// Requires that the answer has exactly these rows: in this order where the definition orders its answer, else in any. Times and
    /// decimals are compared as the result's columns hold them, doubles bit by bit.
    /// </summary>
    /// <param name="rows">The job's result records, as often as each is there.</param>
    /// <exception cref="JobTestException">It has others; the message says which are missing, unexpected and different.</exception>
    public JobTest Then<TResult>(params IEnumerable<TResult> rows)
        where TResult : notnull
    {
        ArgumentNullException.ThrowIfNull(rows);
        Run().Require(rows.Cast<object>());
        return this;
    }

    /// <summary>Requires that the answer has no rows.</summary>
    /// <exception cref="JobTestException">It has some.</exception>
    public JobTest ThenNothing() => Then<object>();

    /// <summary>
    /// Requires that exactly so many events were quarantined, because they cannot be decoded or computed, and that the reason of each has
    /// the text; in the order of source, partition and offset.
    /// </summary>
    /// <param name="reasons">A part of each reason: the column, or the value.</param>
    /// <exception cref="JobTestException">There are others; the message names all.</exception>
    public JobTest ThenQuarantined(params IReadOnlyList<string> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        var found = Quarantined;
        if (found.Count != reasons.Count || found.Zip(reasons).Any(f => !f.First.Reason.Contains(f.Second, StringComparison.Ordinal)))
        {
            throw new JobTestException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{_job.Plan.Job}': {found.Count} events are quarantined, and the test expects {reasons.Count}.\n")
                + string.Concat(found.Select(f => $"  quarantined {f}\n"))
                + string.Concat(reasons.Select(r => $"  expected    ...{r}...\n")));
        }

        return this;
    }

    /// <summary>The answer, for asserts of your own: in the order of the definition, else in no particular one.</summary>
    /// <typeparam name="TResult">The job's result record.</typeparam>
    /// <exception cref="JobTestException">
    /// The answer cannot be computed, the engine and LINQ over objects do not agree, or the job has another result.
    /// </exception>
    public IReadOnlyList<TResult> Answer<TResult>() => Run().Rows<TResult>();

    /// <summary>The events that gave no row because they could not be decoded or computed, by source, partition and offset.</summary>
    /// <exception cref="JobTestException">As <see cref="Answer{TResult}"/>.</exception>
    public IReadOnlyList<QuarantinedEvent> Quarantined => Run().Quarantined;

    /// <summary>
    /// What the definition was understood as: sources, windows, states, plan and what it costs, for a snapshot of your own. It is the same
    /// on every machine; the version changes when the definition's meaning does.
    /// </summary>
    public string Explain() => PlanSummary.Of(_job.Plan);

    private JobRun Run() => _run ??= JobRun.Of(_job, _logs, _cuts);

    private GivenLog Log(SourceSettings source)
    {
        _run = null;
        var known = _logs.Find(l => l.Schema.Name == source.Name);
        if (known is null)
        {
            _ = _job.Sources.FirstOrDefault(s => s.Name == source.Name) ?? throw new JobTestException(
                $"Job '{_job.Plan.Job}' does not read source '{source.Name}'. It reads {string.Join(" and ",
                    _job.Sources.Select(s => s.Name))}.");
            _logs.Add(known = new GivenLog(source));
        }

        return known;
    }

    private SourceSettings Only(Type record) => _job.Sources.Where(s => s.RecordType == record).ToList() switch
    {
        [var one] => one,
        [] => throw new JobTestException($"Job '{_job.Plan.Job}' reads no events of type {CSharpLiteral.Name(record)}. It reads "
            + $"{string.Join(" and ", _job.Sources.Select(s => $"{CSharpLiteral.Name(s.RecordType)} from '{s.Name}'"))}."),
        var several => throw new JobTestException($"Job '{_job.Plan.Job}' reads {CSharpLiteral.Name(record)} from "
            + $"{string.Join(" and ", several.Select(s => $"'{s.Name}'"))}: say which, Given(source, events)."),
    };

    private sealed class QueryJob<TResult>(Query<TResult> query) : Job<TResult>
    {
        public override string Name => "query";

        public override Query<TResult> Define() => query;
    }
}
