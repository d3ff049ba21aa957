using System.Globalization;
using Unified.Errors;
using Unified.Time;

namespace Unified.Contracts;

/// <summary>Why an answer is not complete, as people read it: one line that names place and number.</summary>
public static class IncompleteText
{
    private const int DaysShown = 5;

    /// <summary>The line.</summary>
    public static string Of(IncompleteReason reason) => reason switch
    {
        UnreadOffsets unread => string.Create(CultureInfo.InvariantCulture,
            $"{unread.Partition}: offsets {unread.From} to {unread.To} have not been read, later ones have"),
        MissingStreamRows rows => string.Create(CultureInfo.InvariantCulture,
            $"{rows.Log}: the stream has stored {rows.Expected} rows of epochs {rows.First} to ")
            + string.Create(CultureInfo.InvariantCulture, $"{rows.End - 1}, and at most {rows.Found} are there"),
        NeverRead { Archived: true } never => string.Create(CultureInfo.InvariantCulture,
            $"{never.Partition}: nothing of it has been read, and {never.Records} epochs of it are archived. Run the stream"),
        NeverRead never => string.Create(CultureInfo.InvariantCulture,
            $"{never.Partition}: nothing of it has been read, and the log has {never.Records} offsets of it. Run the stream"),
        StreamStandsStill still => string.Create(CultureInfo.InvariantCulture,
            $"{still.Partition}: the stream is {still.Behind} offsets behind the log's end, and has not come on for {still.Seconds} s"),
        LogEndsBefore ends => string.Create(CultureInfo.InvariantCulture,
            $"{ends.Partition}: the log ends at offset {ends.End}, and was read up to {ends.Read}: it was made anew or cut short"),
        OtherLog other => $"{other.Log}: topic '{other.Topic}' has the id {other.Found} now, and the answer is of {other.Known}: it was "
            + "deleted and made anew. Give its source another Name",
        MostlyQuarantined most => string.Create(CultureInfo.InvariantCulture,
            $"{most.Log}: {most.Quarantined} of the last {most.Read} events could not be decoded or computed. ")
            + "Look at the reasons: /v1/quarantine, or jobs peek",
        ChangedPromotedRows changed => string.Create(CultureInfo.InvariantCulture,
            $"rows that manifest {changed.Manifest} names are not those that were promoted ({Days(changed)}). ")
            + "Compute them anew: backfill --rebuild",
        MissingPromotedRows rows => $"{rows.Why} ({Days(rows)})",
        MissingHistory days => string.Create(CultureInfo.InvariantCulture,
            $"history: {days.Days} days of {days.Log} are not in the answer, {Timestamps.FormatDay(days.First)} first"),
        NoHistory none => $"history: no day of {none.Log} is in the answer",
        ChangedHistory changed => $"history has changed since it was computed: {changed.Change}. Compute it anew: backfill --rebuild",
        MoreChangedHistory more => string.Create(CultureInfo.InvariantCulture, $"history of {more.Log}: and {more.Days} more changed days"),
        EventsBehindBorder early => $"history of {early.Log}: {early.File} lies on or after the border "
            + $"{Timestamps.FormatDay(early.Border)}, so nobody reads its events from before it. Move them to a folder before the border",
        MoreEventsBehindBorder more => string.Create(CultureInfo.InvariantCulture,
            $"history of {more.Log}: and {more.Files} more such files"),
        UnreadHistory unread => $"history of {unread.Log}: {unread.Entry} is in no day's folder, so nobody reads it. Move it to a folder "
            + "dt=yyyy-MM-dd, or out of the dataset",
        MoreUnreadHistory more => string.Create(CultureInfo.InvariantCulture,
            $"history of {more.Log}: and {more.Entries} more entries in no day's folder"),
        _ => throw new InternalException($"{reason} has no words."),
    };

    private static string Days(ChangedPromotedRows changed) =>
        string.Join("; ", changed.Rows.OrderBy(r => r.Day).Take(DaysShown).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"day {Timestamps.FormatDay(r.Day)}, {r.Found} of {r.Expected} rows, generation {r.Generation}")))
        + (changed.Rows.Length <= DaysShown ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; and {changed.Rows.Length - DaysShown} more days"));

    private static string Days(MissingPromotedRows missing)
    {
        var days = missing.Rows.OrderBy(r => r.Day).Take(DaysShown).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"of day {Timestamps.FormatDay(r.Day)} {r.Found} of {r.Expected} are there, generation {r.Generation}"));
        var more = missing.Rows.Length <= DaysShown ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; and {missing.Rows.Length - DaysShown} more days");
        return string.Join("; ", days) + more;
    }
}
