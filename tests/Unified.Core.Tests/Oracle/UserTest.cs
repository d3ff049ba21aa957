using Unified.Errors;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Given;
using Unified.TestKit.Objects;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>What <see cref="JobTest"/> computes of a query, compared with its meaning.</summary>
internal static class UserTest
{
    /// <summary>The engine's rows, finished in .NET.</summary>
    public static string? Finished(JobPlan plan, NativeRun native, Meaning meaning)
    {
        if (meaning.IsUncertain)
        {
            return null;
        }

        try
        {
            return Different("answer, finished in .NET and C#", new TestKit.Answers.FinishedRows(plan).Of(native.Rows), meaning);
        }
        catch (DataException error)
        {
            return meaning.Answer is null ? null : $"the answer fails in .NET, and not in C#: {error.Message}";
        }
    }

    /// <summary>LINQ over objects, from the definition's own steps.</summary>
    public static string? Objects(RandomQuery query, Meaning meaning, IReadOnlyList<Events> logs)
    {
        var numbers = logs.SelectMany(l => l.All.Select(e => (Place: (l.Log, e.Partition, e.Offset), e.Number)))
            .ToDictionary(e => e.Place, e => e.Number);
        var job = new PlannedJob("random", Definitions.Step(query));
        var objects = ObjectQuery.Of(job, [.. logs.Where(l => job.Sources.Any(s => s.Name == l.Log)).Select(Given)]);
        return OracleCase.Different("rejected events, objects and C#",
                objects.Rejected.Select(r => $"{(r.Key.Log, numbers[r.Key])}"), meaning.Rejected.Select(r => $"{r.Key}"))
            ?? (meaning.IsUncertain ? null
                : objects.Failure is { } failure
                    ? meaning.Answer is null ? null : $"the answer fails over objects, and not in C#: {failure.Message}"
                    : Different("answer, objects and C#", [.. objects.Answer.Select(r => r.Columns)], meaning));
    }

    private static GivenLog Given(Events log)
    {
        var given = new GivenLog(log.Log == SampleSources.Left.Name ? SampleSources.Left : SampleSources.Right);
        given.Events.AddRange(log.All.Select(e => new GivenEvent(e.Event, [.. log.Values(e)], e.Partition, e.Offset)));
        return given;
    }

    private static string? Different(string what, IReadOnlyList<object?[]> found, Meaning meaning) => meaning.Answer is null
        ? $"the answer fails in C#, and not in {what}"
        : OracleCase.Different(what, found.Select(Carriers.Line), meaning.Answer.Select(Carriers.Line));
}
