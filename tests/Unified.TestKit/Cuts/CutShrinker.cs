using System.Collections.Immutable;
using Unified.Epochs;
using Unified.TestKit.Answers;
using Unified.TestKit.Given;

namespace Unified.TestKit.Cuts;

/// <summary>Makes a failure as small as it gets: fewer events, simpler cuts, one partition.</summary>
/// <param name="job">The job.</param>
/// <param name="given">The events in the order of the test.</param>
/// <param name="seed">Of random cuts.</param>
/// <param name="hasPlaces">True when the answer may depend on the places of events.</param>
internal sealed class CutShrinker(PlannedJob job, IReadOnlyList<GivenLog> given, TestSeed seed, bool hasPlaces)
{
    private const int MostRuns = 1000;
    private const int RandomCuts = 6;
    private const int Repeats = 4;

    private int _runs;

    /// <summary>The smallest failure that is found.</summary>
    public CutFailure Shrink(CutFailure failure)
    {
        var smallest = failure;
        var events = failure.Logs.SelectMany(l => l.Events.Select(e => e.Identity)).ToList();
        for (var size = Math.Max(events.Count / 2, 1); size >= 1; size = size == 1 ? 0 : size / 2)
        {
            var removed = true;
            while (removed && _runs < MostRuns)
            {
                removed = false;
                for (var at = 0; at < events.Count && _runs < MostRuns;)
                {
                    var kept = events.Where((_, i) => i < at || i >= at + size).ToHashSet();
                    if (kept.Count > 0 && Fails(Only(smallest.Logs, kept), kept, smallest) is { } smaller)
                    {
                        (smallest, removed) = (smaller, true);
                        events = [.. events.Where(kept.Contains)];
                    }
                    else
                    {
                        at += size;
                    }
                }

                removed &= size == 1;
            }
        }

        var all = events.ToHashSet();
        List<GivenLog> together = [.. smallest.Logs.Select(l =>
            l.With(l.Events.Select(e => e.Partition == LogPartition.History ? e : e with { Partition = 0 })))];
        return Fails(together, all, smallest) ?? Fails([.. smallest.Logs.Select(l => l.With(l.Events))], all, smallest) ?? smallest;
    }

    private static List<GivenLog> Only(IReadOnlyList<GivenLog> logs, HashSet<object> kept) =>
        [.. logs.Select(l => l.With(l.Events.Where(e => kept.Contains(e.Identity)))).Where(l => l.Events.Count > 0)];

    // The same kind of failure, with the simplest cut that shows it.
    private CutFailure? Fails(IReadOnlyList<GivenLog> logs, HashSet<object> kept, CutFailure of)
    {
        if (of.Expected is not null)
        {
            return hasPlaces ? null : OtherOrder(logs, kept);
        }

        foreach (var cuts in Candidates(logs, of.Cuts))
        {
            if (Fails(logs, cuts) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    // Whatever the function remembers of the runs before: a test that fails now and then helps nobody.
    private CutFailure? Fails(IReadOnlyList<GivenLog> logs, CutPlan cuts)
    {
        CutFailure? found = null;
        for (var i = 0; i < Repeats; i++)
        {
            _runs++;
            try
            {
                JobRun.Of(job, logs, cuts);
                return null;
            }
            catch (JobTestException failure) when (failure.IsDisagreement)
            {
                found = new CutFailure(logs, cuts, failure.Message, null);
            }
        }

        return found;
    }

    private CutFailure? OtherOrder(IReadOnlyList<GivenLog> logs, HashSet<object> kept)
    {
        _runs++;
        try
        {
            var (expected, found) = (JobRun.Of(job, Only(given, kept), []), JobRun.Of(job, logs, []));
            return AnswerDifference.Of(job.Plan, expected.Answer, found.Answer) is not { } different ? null
                : new CutFailure(logs, [], $"The same events in another order give another answer:\n{different}", expected);
        }
        catch (JobTestException failure) when (failure.IsDisagreement)
        {
            return new CutFailure(logs, [], failure.Message, null);
        }
    }

    private IEnumerable<CutPlan> Candidates(IReadOnlyList<GivenLog> logs, CutPlan known)
    {
        static ImmutableArray<int> Ones(int events) => [.. Enumerable.Repeat(1, events)];
        static PartitionCut Epoch(params Attempt[] attempts) => new([new EpochCut([.. attempts])], 0);
        Func<int, PartitionCut>[] simple =
        [
            PartitionCut.Whole,
            n => Epoch(new Attempt(Ones(n), IsLost: false)),
            n => new PartitionCut([.. Ones(n).Select(_ => new EpochCut([new Attempt([1], IsLost: false)]))], 0),
            n => Epoch(new Attempt([n], IsLost: false), new Attempt([n], IsLost: false)),
            n => Epoch(new Attempt([n], IsLost: true), new Attempt([n], IsLost: false)),
        ];
        var partitions = CutTrials.Partitions(logs).ToList();
        // What has failed before, where it still is of as many events.
        if (known.Count > 0 && partitions.All(p => known.TryGetValue(p.Partition, out var c) && c.Epochs.Sum(e => e.Events) == p.Events))
        {
            yield return known;
        }

        foreach (var cut in simple)
        {
            var plan = new CutPlan();
            partitions.ForEach(p => plan[p.Partition] = cut(p.Events));
            yield return plan;
        }

        for (var i = 0; i < RandomCuts; i++)
        {
            yield return CutTrials.RandomCuts(logs, seed.Random(i));
        }
    }
}
