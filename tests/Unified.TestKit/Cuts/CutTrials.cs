using System.Globalization;
using Unified.Aggregates;
using Unified.Epochs;
using Unified.TestKit.Answers;
using Unified.TestKit.Given;
using Unified.TestKit.Objects;

namespace Unified.TestKit.Cuts;

/// <summary>A way to put and cut events for which a job has another answer.</summary>
/// <param name="Logs">The events at their places.</param>
/// <param name="Cuts">How they are cut.</param>
/// <param name="What">What differs.</param>
/// <param name="Expected">What another order of the same events gives; null when the cut alone shows it.</param>
internal sealed record CutFailure(IReadOnlyList<GivenLog> Logs, CutPlan Cuts, string What, JobRun? Expected);

/// <summary>Tries cuts and places of events.</summary>
/// <param name="job">The job.</param>
/// <param name="given">The events as the test gives them.</param>
/// <param name="seed">Of cuts and places.</param>
internal sealed class CutTrials(PlannedJob job, IReadOnlyList<GivenLog> given, TestSeed seed)
{
    private const int CutsAPlace = 5;

    // Events that are equal in time or in what they are ordered by are told apart by their place.
    private readonly bool _hasPlaces = job.Plan.Aggregates.Any(a => a.Function.Order != EventOrder.None);

    /// <summary>Tries so many.</summary>
    /// <param name="cases">How many.</param>
    /// <param name="first">The answer of the events as the test gives them.</param>
    /// <exception cref="JobTestException">One of them has another answer.</exception>
    public void Require(int cases, JobRun first)
    {
        var (logs, objects) = (given, (ObjectQuery?)first.Objects);
        for (var i = 0; i < cases; i++)
        {
            var random = seed.Random(i);
            if (i > 0 && i % CutsAPlace == 0)
            {
                (logs, objects) = (Placed(random), null);
            }

            if (Fails(logs, RandomCuts(logs, random), ref objects, first) is { } failure)
            {
                throw Smallest(failure);
            }
        }
    }

    /// <summary>A failure, made as small as it gets.</summary>
    public JobTestException Smallest(CutFailure failure)
    {
        var smallest = new CutShrinker(job, given, seed, _hasPlaces).Shrink(failure);
        return new JobTestException(string.Create(CultureInfo.InvariantCulture,
            $"Job '{job.Plan.Job}': its answer depends on how its events are cut, ordered or computed (seed {seed.Value}).\n")
            + $"{smallest.What}\nThe smallest test that shows it:\n\n{PastedTest.Of(job, smallest)}");
    }

    /// <summary>Random cuts of all partitions.</summary>
    public static CutPlan RandomCuts(IReadOnlyList<GivenLog> logs, Random random)
    {
        var cuts = new CutPlan();
        foreach (var (partition, events) in Partitions(logs))
        {
            cuts[partition] = PartitionCut.Random(random, events);
        }

        return cuts;
    }

    /// <summary>The partitions that have events, and how many.</summary>
    public static IEnumerable<(LogPartition Partition, int Events)> Partitions(IReadOnlyList<GivenLog> logs) => logs.SelectMany(l =>
        l.Events.GroupBy(e => e.Partition).OrderBy(p => p.Key).Select(p => (l.Schema.Partition(p.Key), p.Count())));

    /// <summary>What is wrong with the answer of cut events; null when nothing is.</summary>
    private CutFailure? Fails(IReadOnlyList<GivenLog> logs, CutPlan cuts, ref ObjectQuery? objects, JobRun expected)
    {
        try
        {
            var run = JobRun.Of(job, logs, cuts, objects);
            objects = run.Objects;
            return _hasPlaces || AnswerDifference.Of(job.Plan, expected.Answer, run.Answer) is not { } different ? null
                : new CutFailure(logs, cuts, $"The same events in another order give another answer:\n{different}", expected);
        }
        catch (JobTestException failure) when (failure.IsDisagreement)
        {
            return new CutFailure(logs, cuts, failure.Message, null);
        }
    }

    // In other partitions, in another order; history stays history.
    private List<GivenLog> Placed(Random random) => [.. given.Select(log =>
    {
        var partitions = random.Next(1, Math.Min(log.Schema.Partitions, 4) + 1);
        var events = log.Events.ToArray();
        random.Shuffle(events);
        return log.With(events.Select(e => e.Partition == LogPartition.History ? e : e with { Partition = random.Next(partitions) })
            .OrderBy(e => e.Partition));
    })];
}
