using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Time;

namespace Unified.Batch.Planning;

/// <summary>Folders from the history border on: they are not read.</summary>
/// <param name="Border">The first of the log's days.</param>
/// <param name="Files">How many files lie there.</param>
/// <param name="Early">
/// Files among them that hold events before the border, by the minimum of their event times: nobody reads those events.
/// </param>
/// <param name="Unknown">How many of the files do not say their smallest event time in their footer.</param>
public sealed record BeyondBorder(int Border, int Files, ImmutableArray<string> Early, int Unknown);

/// <summary>Where the history dataset of a source and the answer do not agree.</summary>
/// <param name="Source">The source.</param>
/// <param name="Changes">The days in the answer whose files are not those that they were computed from.</param>
/// <param name="Unrecorded">Days in the answer whose files nobody recorded: promoted by code that did not.</param>
/// <param name="Beyond">Folders from the border on.</param>
public sealed record HistoryFindings(string Source, ImmutableArray<HistoryChange> Changes, int Unrecorded, BeyondBorder Beyond)
{
    /// <summary>Files, and folders with files, of the dataset that are in no day's folder: nobody reads them.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>Lines that are shown of a kind; their number is always said.</summary>
    private const int Shown = 20;

    /// <summary>Why the answer is not complete, with the way out. Empty when it is.</summary>
    public IReadOnlyList<IncompleteReason> Reasons =>
    [
        .. Some(Changes.Select(c => new ChangedHistory(c)), Changes.Length, more => new MoreChangedHistory(Source, more)),
        .. Some(Beyond.Early.Select(f => new EventsBehindBorder(Source, f, Beyond.Border)), Beyond.Early.Length,
            more => new MoreEventsBehindBorder(Source, more)),
        .. Some(Unread.Select(f => new UnreadHistory(Source, f)), Unread.Length, more => new MoreUnreadHistory(Source, more)),
    ];

    /// <summary>The same in words.</summary>
    public IReadOnlyList<string> Problems => [.. Reasons.Select(r => r.Message)];

    /// <summary>What an operator should know although nothing is known to be missing.</summary>
    public IReadOnlyList<string> Notes => [.. BeyondNotes(), .. UnrecordedNotes()];

    /// <summary>For a source without history.</summary>
    internal static HistoryFindings None(string source) => new(source, [], 0, new BeyondBorder(0, 0, [], 0));

    private IEnumerable<string> BeyondNotes()
    {
        if (Beyond.Files > 0)
        {
            var unknown = Beyond.Unknown == 0 ? ""
                : $"; of {Files(Beyond.Unknown)} among them the footer does not tell whether there are events before it";
            yield return $"history of {Source}: {Files(Beyond.Files)} in folders from the border {Timestamps.FormatDay(Beyond.Border)} on "
                + $"{(Beyond.Files == 1 ? "is" : "are")} not read: the log owns those days{unknown}";
        }
    }

    private IEnumerable<string> UnrecordedNotes()
    {
        if (Unrecorded > 0)
        {
            var days = Unrecorded == 1 ? "1 day was" : string.Create(CultureInfo.InvariantCulture, $"{Unrecorded} days were");
            yield return $"history of {Source}: {days} computed before files were recorded; whether they have changed since is not known "
                + "(backfill --rebuild records them)";
        }
    }

    private static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count} files");

    private static IEnumerable<IncompleteReason> Some(
        IEnumerable<IncompleteReason> reasons, int count, Func<int, IncompleteReason> more) =>
        count <= Shown ? reasons : reasons.Take(Shown).Append(more(count - Shown));
}
