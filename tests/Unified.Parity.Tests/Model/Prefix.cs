using Unified.Epochs;

namespace Unified.Parity.Tests.Model;

/// <summary>What a reader may see at any moment: of every partition the rows of some prefix of its log, never half of an event.</summary>
internal static class Prefix
{
    /// <summary>Null when what is visible of a partition is a prefix and holds all that the ledger promises; else what is wrong.</summary>
    public static string? Violation(Reference reference, StreamTable table, LogPartition partition)
    {
        var cutAt = (EpochId?)null;
        foreach (var (id, epoch) in reference.Epochs.Where(e => e.Key.Partition == partition))
        {
            var visible = table.Visible(id);
            var ledger = table.Ledger.GetValueOrDefault(id);
            if (ledger is not null && ledger.Counts != epoch.Counts(ledger.Covered))
            {
                return $"{id}: the ledger at {ledger.Covered} says {ledger.Counts}, the log {epoch.Counts(ledger.Covered)}";
            }

            if (!epoch.IsPrefix(visible, ledger?.Covered ?? 0))
            {
                return $"{id}: the visible rows are those of no "
                    + $"prefix{(ledger is null ? "" : $" that holds what the ledger promises ({ledger.Covered})")}";
            }

            if (cutAt is { } cut && visible != 0)
            {
                return $"{cut} is not complete, but rows of {id} are visible";
            }

            cutAt ??= visible == epoch.Final ? null : id;
        }

        return null;
    }
}
