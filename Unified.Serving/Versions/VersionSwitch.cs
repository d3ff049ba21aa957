using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Versions;

/// <summary>Compares a version of a job with the public one, and makes it the public one when it has caught up.</summary>
internal sealed class VersionSwitch(ClickHouseDatabase database, JobStates states)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private readonly PublicViews _views = new(database);

    /// <exception cref="VersionNameException">There is no such version.</exception>
    /// <exception cref="DataException">Its tables are gone.</exception>
    public async Task<SwitchOutcome> RunAsync(SwitchRequest request, CancellationToken cancellation)
    {
        var versions = await new KnownVersions(database).OfAsync(request.Job, cancellation).ConfigureAwait(false);
        var target = KnownVersions.Find(request.Job, versions, request.To);
        RequireThere(request.Job, target);
        var shown = (await new PublicVersions(database).CurrentAsync(request.Job, cancellation)
            .ConfigureAwait(false))?.Version ?? target.Version;
        if (shown == target.Version)
        {
            // Views that do not follow are mended on the way.
            await _views.EnsureAsync(request.Job, shown, cancellation).ConfigureAwait(false);
            return new SwitchOutcome(request.Job, shown, shown, shown, SwitchResult.AlreadyPublic, [], null, []);
        }

        var old = versions.FirstOrDefault(v => v.Version == shown);
        var (lags, notes) = await LagsAsync(old, target, request.DryRun ? TimeSpan.Zero : request.Wait, cancellation).ConfigureAwait(false);
        var comparison = await CompareAsync(request.Job, old, target, notes, cancellation).ConfigureAwait(false);
        var outcome = new SwitchOutcome(request.Job, shown, target.Version, shown, SwitchResult.DryRun, lags, comparison, notes);
        if (request.DryRun || (lags.Count > 0 && !request.Force))
        {
            return request.DryRun ? outcome : outcome with { Result = SwitchResult.Refused };
        }

        var now = await _views.SwitchAsync(request.Job, target.Version, request.Who, request.Why, cancellation).ConfigureAwait(false);
        return outcome with { Shown = now, Result = now == target.Version ? SwitchResult.Switched : SwitchResult.LostRace };
    }

    private static void RequireThere(string job, KnownVersion version)
    {
        if (version.Gone.Count > 0)
        {
            throw new DataException(
                $"Version {version.Version} of job '{job}' cannot be shown: {string.Join(", ", version.Gone)} are gone. "
                + "Start the program that has it compiled in: it makes them anew, and stream and backfill compute their rows. 'jobs "
                + "versions' lists the others.");
        }
    }

    // The old state once and first: its own stream may go on, and the other has only to pass where it was.
    private async Task<(IReadOnlyList<Lag> Lags, List<string> Notes)> LagsAsync(KnownVersion? old, KnownVersion target, TimeSpan wait,
        CancellationToken cancellation)
    {
        var notes = new List<string>();
        if (target.Stored is not { Definition: var next })
        {
            return ([new Lag(false,
                $"how far {target.Version} is cannot be told: nothing is stored of it but its tables. Start the program that has it "
                    + $"compiled in, once")], notes);
        }

        (DefinitionVersion, JobState)? before = null;
        if (old?.Stored is { Definition: var was })
        {
            before = (was, await states.ReadAsync(was, cancellation).ConfigureAwait(false));
            var (topics, others) = (Topics(was), Topics(next));
            if (topics != others)
            {
                notes.Add($"{was.Version} reads {topics} and {next.Version} reads {others}: how far they have read was compared only "
                    + $"where they read the same");
            }
        }

        var started = database.Time.GetTimestamp();
        while (true)
        {
            var state = await states.ReadAsync(next, cancellation).ConfigureAwait(false);
            var lags = CatchUp.Of(before, (next, state));
            if (lags.Count == 0 || lags.Any(l => !l.Passes) || database.Time.GetElapsedTime(started) >= wait)
            {
                if (before is (_, var other) && !state.Frontier.SequenceEqual(other.Frontier))
                {
                    notes.Add("they have not read equally far, so the newest windows differ for that reason too");
                }

                return (lags, notes);
            }

            await Task.Delay(LookAgain, database.Time, cancellation).ConfigureAwait(false);
        }
    }

    private static string Topics(DefinitionVersion version) =>
        string.Join(" and ", version.Sources.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => $"topic {s.Topic} as {s.Name}"));

    private async Task<VersionComparison?> CompareAsync(string job, KnownVersion? old, KnownVersion target, List<string> notes,
        CancellationToken cancellation)
    {
        if (old is null || old.Gone.Count > 0)
        {
            notes.Add($"the public version is not there to be compared with: "
                + $"{(old is null ? "nothing is left of it" : $"{string.Join(", ", old.Gone)} are gone")}");
            return null;
        }

        if (old.Stored is not { Definition: var was } || target.Stored is not { Definition: var next })
        {
            notes.Add($"the answers were not compared: nothing is stored of {(old.Stored is null ? old.Version : target.Version)} but its "
                + $"tables. Start the program that has it compiled in, once");
            return null;
        }

        var schema = SchemaComparison.Of(was, next);
        var (before, after) = (Lines(was), Lines(next));
        var comparison = new VersionComparison([.. before.Except(after)], [.. after.Except(before)], schema, null);
        try
        {
            return schema.Comparable ? comparison with
            {
                Answers = await new AnswerComparison(database)
                .RunAsync(job, schema, old.Version, target.Version, cancellation).ConfigureAwait(false)
            } : comparison;
        }
        catch (DataException error)
        {
            // An answer that cannot be read, because of an overflow perhaps, may be the very reason to switch.
            notes.Add($"the answers could not be compared: {error.Message}");
            return comparison;
        }
    }

    private static string[] Lines(DefinitionVersion version) =>
        [.. version.Definition.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
