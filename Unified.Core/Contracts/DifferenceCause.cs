using Unified.Epochs;

namespace Unified.Contracts;

/// <summary>Why the layers differ, or cannot be compared yet: one of the records below.</summary>
public abstract record DifferenceCause
{
    private protected DifferenceCause()
    {
    }
}

/// <summary>The stream has no such row.</summary>
public sealed record MissingInStream : DifferenceCause;

/// <summary>Only the stream has such a row.</summary>
public sealed record ExtraInStream : DifferenceCause;

/// <summary>Both have the row, with other values.</summary>
public sealed record DifferentState : DifferenceCause;

/// <summary>A layer has the row's events twice.</summary>
public sealed record Duplicate(Layer Layer) : DifferenceCause;

/// <summary>Both have the row, with other values, computed by two versions of the code.</summary>
public sealed record OtherCode(string Stream, string Batch) : DifferenceCause;

/// <summary>The generation was computed by another definition than the stream's rows.</summary>
public sealed record OtherDefinition(ulong Generation, string Job, string Version, string StreamVersion) : DifferenceCause;

/// <summary>More rows differ than are named.</summary>
public sealed record MoreRows(long Total, int Named) : DifferenceCause;

/// <summary>The stream has not read an epoch to its end: too early to compare, and no corruption.</summary>
/// <param name="Covered">The offsets below it have been read; null when the epoch has not been begun.</param>
/// <param name="End">The epoch's end.</param>
public sealed record NotYetRead(long? Covered, long End) : DifferenceCause;

/// <summary>The stream's ledger has no entry of an epoch, and has entries behind it.</summary>
public sealed record LedgerHole : DifferenceCause;

/// <summary>The generation's ledger has no entry of an epoch.</summary>
public sealed record NotInLedger : DifferenceCause;

/// <summary>A layer's ledger of an epoch does not account for all records.</summary>
public sealed record Unbalanced(Layer Layer, LedgerCounts Counts) : DifferenceCause;

/// <summary>The ledgers of an epoch differ.</summary>
public sealed record LedgersDiffer(LedgerCounts Stream, LedgerCounts Batch) : DifferenceCause;
