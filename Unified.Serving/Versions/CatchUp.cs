using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.Manifests;
using Unified.Serving.Schema;

namespace Unified.Serving.Versions;

/// <summary>What a version's answer lacks that the public one has.</summary>
/// <param name="Passes">True when a running stream makes it good by itself.</param>
/// <param name="Text">What is missing and the way out.</param>
internal sealed record Lag(bool Passes, string Text);

/// <summary>
/// The rule that a version must have caught up before everybody is shown it: its answer is complete, it begins no later, and it has every
/// history day, every offset and every proved epoch that the other has.
/// </summary>
internal static class CatchUp
{
    private const int Named = 8;

    /// <summary>What <paramref name="next"/> lacks; empty when it has caught up.</summary>
    /// <param name="old">The public version and its state, read before the other's; null when nothing is known of it.</param>
    /// <param name="next">The version that is to be shown, and its state.</param>
    public static IReadOnlyList<Lag> Of((DefinitionVersion Definition, JobState State)? old,
        (DefinitionVersion Definition, JobState State) next)
    {
        var version = next.Definition.Version;
        var lags = new List<Lag>(next.State.Reasons.Select(reason =>
            new Lag(false, $"the answer of {version} is not complete: {reason.Message}{WayOut(reason, version)}")));
        if (old is not { } before)
        {
            return lags;
        }

        var days = before.State.Manifest.HistoryDays.Except(next.State.Manifest.HistoryDays)
            .Where(d => before.Definition.Find(d.Log)?.History is { } history && history == next.Definition.Find(d.Log)?.History)
            .Where(d => !next.State.Reasons.Any(r =>
                (r is MissingHistory missing && missing.Log == d.Log) || (r is NoHistory none && none.Log == d.Log)))
            .ToArray();
        if (days.Length > 0)
        {
            lags.Add(new Lag(false, string.Create(CultureInfo.InvariantCulture,
                $"history: {days.Length} days of {before.Definition.Version} are not in {version}, {days[0]} first. {Backfill(version)}")));
        }

        lags.AddRange(Offsets(before, next));
        return lags;
    }

    private static IEnumerable<Lag> Offsets((DefinitionVersion Definition, JobState State) old,
        (DefinitionVersion Definition, JobState State) next)
    {
        var (before, after) = (old.Definition, next.Definition);
        var late = ImmutableArray.CreateBuilder<string>();
        var behind = ImmutableArray.CreateBuilder<string>();
        var unproved = ImmutableArray.CreateBuilder<string>();
        // Offsets of another topic say nothing about this one's.
        foreach (var (p, reached) in old.State.Frontier.Where(f => before.Find(f.Key.Log)?.Topic is { } topic
            && topic == after.Find(f.Key.Log)?.Topic))
        {
            var (begins, ownBegins) = (before.FirstOffset(p, old.State.Manifest.Origin.Of(p)),
                after.FirstOffset(p, next.State.Manifest.Origin.Of(p)));
            if (ownBegins > begins)
            {
                late.Add(string.Create(CultureInfo.InvariantCulture, $"{p} at offset {ownBegins} instead of {begins}"));
            }

            var own = next.State.Frontier.GetValueOrDefault(p);
            if (own < reached)
            {
                behind.Add(string.Create(CultureInfo.InvariantCulture, $"{p} up to offset {own} instead of {reached}"));
            }

            // A declared origin is a cut before anything is proved.
            var (proved, ownProved) = (Proved(old, p), Proved(next, p));
            if (ownProved < proved)
            {
                unproved.Add(string.Create(CultureInfo.InvariantCulture, $"{p} up to offset {ownProved} instead of {proved}"));
            }
        }

        if (late.Count > 0)
        {
            yield return new Lag(false, $"{after.Version} begins later than {before.Version}: {List(late)}. "
                + "What came before is in no answer of it, and nothing computes it: --force accepts that");
        }

        if (behind.Count > 0)
        {
            yield return new Lag(true, $"{after.Version} has read less than {before.Version}: {List(behind)}. "
                + $"Let its stream go on: jobs stream, of the program that has {after.Version} compiled in");
        }

        if (unproved.Count > 0)
        {
            yield return new Lag(
                false, $"the batch layer has proved less of {after.Version} than of {before.Version}: {List(unproved)}. "
                    + $"{Backfill(after.Version)}");
        }
    }

    private static long Proved((DefinitionVersion Definition, JobState State) version, LogPartition partition) =>
        version.State.Manifest is var manifest && manifest.Cut.Of(partition) > manifest.Origin.Of(partition)
            ? version.Definition.FirstOffset(partition, manifest.Cut.Of(partition)) : 0;

    // A backfill computes days that are missing, and finds by itself that promoted rows are lost; changed history says itself what helps.
    private static string WayOut(IncompleteReason reason, string version) => reason switch
    {
        MissingHistory or NoHistory or MissingPromotedRows => $". {Backfill(version)}",
        ChangedHistory => $", of the program that has {version} compiled in",
        UnreadOffsets or MissingStreamRows => $". jobs stream, of the program that has {version} compiled in, reads what is missing",
        _ => "",
    };

    private static string Backfill(string version) =>
        $"jobs backfill, of the program that has {version} compiled in, computes what is missing";

    private static string List(ImmutableArray<string>.Builder texts) => string.Join("; ", texts.Take(Named))
        + (texts.Count > Named ? string.Create(CultureInfo.InvariantCulture, $"; and {texts.Count - Named} partitions more") : "");
}
