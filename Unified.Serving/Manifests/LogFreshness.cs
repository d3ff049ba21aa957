using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// Compares how far an answer reaches with how far the log goes: that nothing is missing of what was read says nothing of what was not.
/// </summary>
internal sealed class LogFreshness(IStatements server, ISourceFrontier source)
{
    /// <summary>A stream flushes every second. One that has not for so long, and is behind, stands still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>What a client and a server need to agree on which came first.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<LogPartition, long> _behind = [];
    private readonly List<string> _notes = [];
    private TimeSpan? _behindFor;

    /// <summary>Adds what is found to a state.</summary>
    /// <param name="state">What is known of what was read.</param>
    /// <param name="definition">The version.</param>
    /// <param name="read">The partitions of which anything was ever stored.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<JobState> AddAsync(
        JobState state, DefinitionVersion definition, IReadOnlySet<LogPartition> read, CancellationToken cancellation)
    {
        var silent = await server.SilentAsync(new VersionKey(definition.Job, definition.Version), cancellation).ConfigureAwait(false);
        var now = await server.NowAsync(cancellation).ConfigureAwait(false);
        var reasons = new List<IncompleteReason>();
        foreach (var log in definition.Sources)
        {
            if (await source.LogAsync(log, cancellation).ConfigureAwait(false) is { } look)
            {
                reasons.AddRange(Compare(log, look, state, read, silent));
            }

            foreach (var partition in Enumerable.Range(0, log.Partitions).Select(log.Partition).Where(p => !read.Contains(p)
                && state.Manifest.Cut.Of(p) == 0 && !reasons.OfType<NeverRead>().Any(r => r.Partition == p)))
            {
                if (await source.ArchivedEpochsAsync(log, partition.Number, cancellation).ConfigureAwait(false) is > 0 and var epochs)
                {
                    reasons.Add(new NeverRead(partition, epochs, Archived: true));
                }
            }
        }

        return state with
        {
            Reasons = [.. state.Reasons, .. reasons],
            Notes = [.. state.Notes, .. _notes],
            Behind = _behind,
            BehindFor = _behindFor,
            Written = silent.Count == 0 ? null : now - silent.Values.Min(),
        };
    }

    private IEnumerable<IncompleteReason> Compare(
        SourceSchema log, LogLook look, JobState state, IReadOnlySet<LogPartition> read,
        IReadOnlyDictionary<LogPartition, TimeSpan> silent)
    {
        if (look.Error is { } error)
        {
            _notes.Add($"{log.Name}: how far the log goes is not known: {error}");
        }

        if (look.TopicId is { } found && state.Manifest.Logs.GetValueOrDefault(log.Name) is { } known && known != found)
        {
            yield return new OtherLog(log.Name, log.Topic, known, found);
            yield break;
        }

        foreach (var (number, ends) in look.Partitions.OrderBy(p => p.Key))
        {
            var partition = log.Partition(number);
            var begins = Math.Max(ends.Low, state.Begins.GetValueOrDefault(partition));
            if (!read.Contains(partition) && !(state.Frontier.GetValueOrDefault(partition) > begins))
            {
                if (ends.High > begins)
                {
                    yield return new NeverRead(partition, ends.High - begins, Archived: false);
                }

                continue;
            }

            var reached = state.Frontier.GetValueOrDefault(partition);
            // A look that is older than what was written last knows nothing of it.
            var looked = ends.Seen.Count == 0 ? TimeSpan.Zero : ends.Seen[^1].Ago;
            if (reached > ends.High && state.Manifest.Origin.Of(partition) < log.Epochs.Of(reached)
                && silent.GetValueOrDefault(partition, TimeSpan.MaxValue) > looked + Settling)
            {
                yield return new LogEndsBefore(partition, ends.High, reached);
                continue;
            }

            _behind[partition] = Math.Max(0, ends.High - reached);
            var behindFor = ends.Behind(reached);
            _behindFor = _behindFor is { } longest && longest >= behindFor ? longest : behindFor;
            // One that is far behind and comes on has written of the partition a moment ago.
            if (_behind[partition] > 0 && behindFor >= Patience && silent.GetValueOrDefault(partition, behindFor) is var still
                && still >= Patience)
            {
                yield return new StreamStandsStill(
                    partition, _behind[partition], (long)Math.Max(still.TotalSeconds, behindFor.TotalSeconds));
            }
        }
    }

    /// <summary>What the newest entries of a ledger say of events that are in no answer.</summary>
    public static void AddUncounted(
        IEnumerable<EpochLedger> newest, List<string> notes, List<IncompleteReason> reasons, QuarantineLimits limits)
    {
        foreach (var log in newest.GroupBy(e => e.Epoch.Partition.Log, StringComparer.Ordinal).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            var (read, quarantined, foreign) = (log.Sum(e => e.Counts.Read), log.Sum(e => e.Counts.Quarantined), log.Sum(e => e.Foreign));
            // Of few events most of them: an answer without the larger part is none, however small the log.
            if (limits.AreExceeded(read, quarantined) || quarantined > read - quarantined)
            {
                reasons.Add(new MostlyQuarantined(log.Key, quarantined, read));
            }
            else if (quarantined > 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{log.Key}: {quarantined} of the last {read} events are quarantined and not in the answer: /v1/quarantine"));
            }

            if (foreign > 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{log.Key}: {foreign} of the last {read} events have times before the history border, where only history ")
                    + "counts: they are not in the answer");
            }
        }
    }
}
