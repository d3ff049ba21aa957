using System.Globalization;
using System.Text;
using Unified.Errors;
using Unified.TestKit.Answers;
using Unified.TestKit.Cuts;
using Unified.TestKit.Given;
using Unified.TestKit.Objects;

namespace Unified.TestKit;

/// <summary>A job's answer over events: by the engine, and as LINQ over objects.</summary>
internal sealed class JobRun
{
    private readonly PlannedJob _job;
    private readonly EngineRun _engine;

    private JobRun(PlannedJob job, EngineRun engine, ObjectQuery objects, IReadOnlyList<object?[]> answer) =>
        (_job, _engine, Objects, Answer) = (job, engine, objects, answer);

    /// <summary>The answer as LINQ over objects.</summary>
    public ObjectQuery Objects { get; }

    /// <summary>The answer's rows, in carriers.</summary>
    public IReadOnlyList<object?[]> Answer { get; }

    /// <summary>The events that gave no row.</summary>
    public IReadOnlyList<QuarantinedEvent> Quarantined =>
        [.. _engine.Quarantined.Select(q => new QuarantinedEvent(q.Key.Log, q.Key.Partition, q.Key.Offset, q.Value))];

    /// <summary>Runs a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="logs">The events.</param>
    /// <param name="cuts">How they are cut.</param>
    /// <param name="known">What LINQ over objects makes of the same events, when that is known.</param>
    /// <exception cref="JobTestException">The two do not agree, or the answer cannot be computed.</exception>
    public static JobRun Of(PlannedJob job, IReadOnlyList<GivenLog> logs, CutPlan cuts, ObjectQuery? known = null)
    {
        foreach (var partition in cuts.Keys.Where(p =>
            !logs.Any(l => l.Schema.Name == p.Log && l.Events.Any(e => e.Partition == p.Number))))
        {
            throw new JobTestException($"There is a cut of {partition.Text}, but no events of it.");
        }

        var engine = EngineRun.Of(job.Program, logs, cuts);
        if (engine.Unstable is { } unstable)
        {
            throw new JobTestException($"Job '{job.Plan.Job}': the same events do not give the same rows. {PureFunction}\n{unstable}")
            {
                IsDisagreement = true,
            };
        }

        var objects = known ?? ObjectQuery.Of(job, logs);
        RequireSameRejections(job, engine, objects);
        IReadOnlyList<object?[]> answer;
        try
        {
            answer = new FinishedRows(job.Plan).Of(engine.Rows);
        }
        catch (DataException error)
        {
            throw objects.Failure is not null ? new JobTestException(error.Message, error)
                : new JobTestException($"{error.Message} LINQ over objects can compute it: {Disagree}", error) { IsDisagreement = true };
        }

        if (objects.Failure is { } failure)
        {
            throw new JobTestException($"Job '{job.Plan.Job}': LINQ over objects cannot compute the answer, and the engine can. "
                + $"{failure.GetType().Name}: {failure.Message} {Disagree}", failure)
            {
                IsDisagreement = true,
            };
        }

        List<object?[]> plain = [.. objects.Answer.Select(r => r.Columns)];
        return AnswerDifference.Of(job.Plan, plain, answer, "LINQ only", "engine only") is not { } different
            ? new JobRun(job, engine, objects, answer)
            : throw new JobTestException($"Job '{job.Plan.Job}': the engine and LINQ over objects do not give the same answer. {Disagree}\n"
                + $"{different}The engine's answer:\n{Lines(job, answer)}LINQ over objects:\n{Lines(job, plain)}")
            {
                IsDisagreement = true,
            };
    }

    private const string PureFunction = "A function that is marked [Deterministic] is not one: it remembers something between its calls.";

    private const string Disagree = "Either a function that is marked [Deterministic] is not one, because it remembers something between "
        + "its calls; or this is a bug of Unified: please report the test.";

    /// <summary>Requires that the answer has exactly these rows.</summary>
    /// <exception cref="JobTestException">It has others.</exception>
    public void Require(IEnumerable<object> rows)
    {
        List<object?[]> expected = [.. rows.Select(r => ResultColumns.Of(r, _job.Plan.Logical))];
        if (AnswerDifference.Of(_job.Plan, expected, Answer, ordered: _job.Plan.Logical.Sorted.Length > 0) is { } different)
        {
            throw new JobTestException($"Job '{_job.Plan.Job}': the answer is not what the test expects.\n{different}{Notes()}"
                + $"The answer as C#:\n{Pasted()}");
        }
    }

    /// <summary>The answer as records.</summary>
    public IReadOnlyList<TResult> Rows<TResult>() => [.. Records(typeof(TResult)).Cast<TResult>()];

    /// <summary>The answer as records of the job's result type, which is the type or one derived from it.</summary>
    public IEnumerable<object> Records(Type type)
    {
        var result = _job.Result;
        if (!type.IsAssignableFrom(result))
        {
            throw new JobTestException($"Job '{_job.Plan.Job}' has rows of type {CSharpLiteral.Name(result)}, and not "
                + $"{CSharpLiteral.Name(type)}.");
        }

        var outputs = _job.Plan.Outputs;
        var places = outputs.Select((o, i) => (o.Field, i)).ToDictionary(o => o.Field.Name, o => o.i, StringComparer.Ordinal);
        return Answer.Select(row => RecordMaker.Make(result, name => places.TryGetValue(Definition.SnakeCase.From(name), out var i)
            ? new ColumnValue(outputs[i].Field.Type, row[i]) : null));
    }

    private string Pasted()
    {
        const int most = 20;
        var text = string.Join(",\n", Records(typeof(object)).Take(most).Select(r => "    " + CSharpLiteral.Of(r)));
        return Answer.Count == 0 ? "    (no rows)\n"
            : text + (Answer.Count > most ? string.Create(CultureInfo.InvariantCulture, $"\n    // and {Answer.Count - most} more") : "")
                + "\n";
    }

    // What is often behind a row that is missing.
    private string Notes()
    {
        var notes = new StringBuilder();
        foreach (var (log, count) in _engine.Foreign.Where(f => f.Value > 0))
        {
            var until = _job.Plan.Source(log).HistoryUntil!.Value;
            notes.Append(CultureInfo.InvariantCulture, $"Note: {count} events of '{log}' are on the other side of the border of its ")
                .Append(CultureInfo.InvariantCulture, $"history, {Time.Timestamps.Format(until)}, and do not count: ")
                .Append("before it give them with GivenHistory, from it on with Given.\n");
        }

        foreach (var bad in Quarantined.Take(5))
        {
            notes.Append(CultureInfo.InvariantCulture, $"Note: quarantined {bad}\n");
        }

        return notes.ToString();
    }

    private static string Lines(PlannedJob job, IReadOnlyList<object?[]> rows) =>
        string.Concat(rows.Take(10).Select(r => $"  {AnswerDifference.Row(job.Plan, r)}\n")) + (rows.Count > 10 ? "  ...\n" : "");

    private static void RequireSameRejections(PlannedJob job, EngineRun engine, ObjectQuery objects)
    {
        var undecoded = engine.Quarantined.Where(q => !objects.Rejected.ContainsKey(q.Key)).ToList();
        var rejected = undecoded.Where(q => !engine.IsUndecodable(q.Key)).Select(q =>
                $"  the engine quarantines {new QuarantinedEvent(q.Key.Log, q.Key.Partition, q.Key.Offset, q.Value)}\n")
            .Concat(objects.Rejected.Where(r => !engine.Quarantined.ContainsKey(r.Key)).Select(r => "  LINQ over objects fails at "
                + $"{new QuarantinedEvent(r.Key.Log, r.Key.Partition, r.Key.Offset, $"{r.Value.GetType().Name}: {r.Value.Message}")}\n"))
            .ToList();
        if (rejected.Count > 0)
        {
            throw new JobTestException($"Job '{job.Plan.Job}': the engine and LINQ over objects do not agree which events can be computed. "
                + $"{Disagree}\n{string.Concat(rejected.Take(10))}")
            {
                IsDisagreement = true,
            };
        }
    }
}
