using Unified.TestKit.Cuts;

namespace Unified.TestKit;

public sealed partial class JobTest
{
    /// <summary>
    /// Requires that the answer does not depend on how the events are cut: random epochs and batches, runs that are lost and begun again,
    /// epochs that are computed twice, batch and stream in turn, other partitions, other orders. What a job of Unified promises; it is
    /// broken by a function that is marked <c>[Deterministic]</c> and is none. Prints its seed; a failure is made as small as it gets, and
    /// written as a test to paste.
    /// </summary>
    /// <param name="cases">How many cuts are tried, at least 1.</param>
    /// <param name="seed">Repeats a run; null for a new one, or that of the environment variable UNIFIED_SEED.</param>
    /// <exception cref="JobTestException">
    /// The answer depends on it, and the message has the smallest test that shows it; or it cannot be computed.
    /// </exception>
    public JobTest CutInvariant(int cases = 100, int? seed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cases, 1);
        var trials = new CutTrials(_job, _logs, seed is { } known ? TestSeed.Of(known) : TestSeed.Take());
        try
        {
            trials.Require(cases, Run());
            return this;
        }
        catch (JobTestException failure) when (failure.IsDisagreement)
        {
            throw trials.Smallest(new CutFailure(_logs, _cuts, failure.Message, null));
        }
    }
}
