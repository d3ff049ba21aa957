using System.Globalization;
using Unified.Epochs;
using Unified.Types;

namespace Unified.Contracts;

/// <summary>Why an answer is not complete: one of the records below. Facts only; <see cref="IncompleteText"/> has the words.</summary>
public abstract record IncompleteReason
{
    private protected IncompleteReason()
    {
    }

    /// <summary>One line for people.</summary>
    public string Message => IncompleteText.Of(this);
}

/// <summary>The stream has passed offsets over: [From, To) have not been read, later ones have.</summary>
public sealed record UnreadOffsets(LogPartition Partition, long From, long To) : IncompleteReason;

/// <summary>Rows that the stream has stored of epochs [First, End) of a log are gone.</summary>
/// <param name="Log">The log.</param>
/// <param name="First">The first of the epochs.</param>
/// <param name="End">The epoch after the last.</param>
/// <param name="Expected">How many rows the ledger says there are.</param>
/// <param name="Found">At most so many are there.</param>
public sealed record MissingStreamRows(string Log, long First, long End, long Expected, long Found) : IncompleteReason;

/// <summary>Nothing of a partition has ever been stored, and there is something to read.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Records">How many offsets the log has, or epochs the archive.</param>
/// <param name="Archived">True when they are epochs of the archive.</param>
public sealed record NeverRead(LogPartition Partition, long Records, bool Archived) : IncompleteReason;

/// <summary>The stream is behind the log's end, and has written nothing for a while.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Behind">How many offsets.</param>
/// <param name="Seconds">For how many seconds no stream has written, or at least that the reader has been behind.</param>
public sealed record StreamStandsStill(LogPartition Partition, long Behind, long Seconds) : IncompleteReason;

/// <summary>A log ends before what was read of it.</summary>
public sealed record LogEndsBefore(LogPartition Partition, long End, long Read) : IncompleteReason;

/// <summary>The topic is not the log any more that the answer is of.</summary>
public sealed record OtherLog(string Log, string Topic, string Known, string Found) : IncompleteReason;

/// <summary>Most of what a log had lately could not be decoded or computed.</summary>
/// <param name="Log">The log.</param>
/// <param name="Quarantined">How many events.</param>
/// <param name="Read">Of how many.</param>
public sealed record MostlyQuarantined(string Log, long Quarantined, long Read) : IncompleteReason;

/// <summary>Rows that a manifest names are others than those which were promoted.</summary>
/// <param name="Manifest">The number of the manifest.</param>
/// <param name="Rows">The days; at least one.</param>
public sealed record ChangedPromotedRows(long Manifest, EquatableArray<ChangedRows> Rows) : IncompleteReason;

/// <summary>Rows that a manifest names are gone.</summary>
/// <param name="Manifest">The number of the manifest.</param>
/// <param name="Rows">The days that lack rows; at least one.</param>
public sealed record MissingPromotedRows(long Manifest, EquatableArray<MissingRows> Rows) : IncompleteReason
{
    /// <summary>The reason that the manifest of a rebuild states.</summary>
    public string Why => string.Create(CultureInfo.InvariantCulture, $"rows that manifest {Manifest} names are gone");
}

/// <summary>Days of the history dataset are not in the answer.</summary>
/// <param name="Log">The source.</param>
/// <param name="Days">How many.</param>
/// <param name="First">The first of them.</param>
public sealed record MissingHistory(string Log, int Days, int First) : IncompleteReason;

/// <summary>No day of the history dataset is in the answer, and how many there are is not known.</summary>
public sealed record NoHistory(string Log) : IncompleteReason;

/// <summary>The files of a day in the answer are not those that it was computed from.</summary>
public sealed record ChangedHistory(HistoryChange Change) : IncompleteReason;

/// <summary>More days have changed than are named.</summary>
public sealed record MoreChangedHistory(string Log, int Days) : IncompleteReason;

/// <summary>A file from the history border on holds events from before it, which nobody reads.</summary>
/// <param name="Log">The source.</param>
/// <param name="File">The file.</param>
/// <param name="Border">The first day that the log owns.</param>
public sealed record EventsBehindBorder(string Log, string File, int Border) : IncompleteReason;

/// <summary>More files hold such events than are named.</summary>
public sealed record MoreEventsBehindBorder(string Log, int Files) : IncompleteReason;

/// <summary>A file or folder of the history dataset is in no day's folder, so nobody reads it.</summary>
/// <param name="Log">The source.</param>
/// <param name="Entry">Its name in the dataset.</param>
public sealed record UnreadHistory(string Log, string Entry) : IncompleteReason;

/// <summary>More entries are in no day's folder than are named.</summary>
public sealed record MoreUnreadHistory(string Log, int Entries) : IncompleteReason;
