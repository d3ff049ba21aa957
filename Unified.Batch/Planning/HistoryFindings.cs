using System.Collections.Immutable;
using System.Globalization;
using Unified.Epochs;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>Folders from the history border on: they are not read.</summary>
/// <param name="Border">The first of the log's days.</param>
/// <param name="Files">How many files lie there.</param>
/// <param name="Early">Files among them that hold events before the border, by the minimum of their event times: nobody reads those events.</param>
/// <param name="Unknown">How many of the files do not say their smallest event time in their footer.</param>
public sealed record BeyondBorder(int Border, int Files, ImmutableArray<string> Early, int Unknown);

/// <summary>Where the history dataset and the answer do not agree.</summary>
/// <param name="Changes">The days in the answer whose files are not those that they were computed from.</param>
/// <param name="Unrecorded">Days in the answer whose files nobody recorded: promoted by code that did not.</param>
/// <param name="Beyond">Folders from the border on.</param>
public sealed record HistoryFindings(ImmutableArray<HistoryChange> Changes, int Unrecorded, BeyondBorder Beyond)
{
    /// <summary>Lines that are shown of a kind; their number is always said.</summary>
    private const int Shown = 20;

    /// <summary>For a source without history.</summary>
    public static readonly HistoryFindings None = new([], 0, new BeyondBorder(0, 0, [], 0));

    /// <summary>Why the answer is not complete, with the way out. Empty when it is.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. Some(Changes.Select(c => $"history has changed since it was computed: {c}. Compute it anew: backfill --rebuild"), Changes.Length, "changed days"),
        .. Some(Beyond.Early.Select(f => $"history: {f} lies on or after the border {Timestamps.FormatDay(Beyond.Border)}, so nobody reads its events from before it. Move them to a folder before the border"),
            Beyond.Early.Length, "such files"),
    ];

    /// <summary>What an operator should know although nothing is known to be missing.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Beyond.Files == 0 ? [] : new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"history: {Files(Beyond.Files)} in folders from the border {Timestamps.FormatDay(Beyond.Border)} on {(Beyond.Files == 1 ? "is" : "are")} not read: the log owns those days")
            + (Beyond.Unknown == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; of {Files(Beyond.Unknown)} among them the footer does not tell whether there are events before it")),
        },
        .. Unrecorded == 0 ? [] : new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"history: {(Unrecorded == 1 ? "1 day was" : $"{Unrecorded} days were")} computed before files were recorded; whether they have changed since is not known (backfill --rebuild records them)"),
        },
    ];

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count} files");

    private static IEnumerable<string> Some(IEnumerable<string> lines, int count, string what) =>
        count <= Shown ? lines : lines.Take(Shown).Append(string.Create(CultureInfo.InvariantCulture, $"history: and {count - Shown} more {what}"));
}
