namespace Unified.Serving.Schema;

/// <summary>The tables that all jobs share.</summary>
internal static class Tables
{
    /// <summary>
    /// The last inserts are known by their tokens: that makes an insert a test-and-set. The first name is for a plain table, the second for
    /// a replicated one, whose Keeper decides. What has fallen out of the window is older than any insert under way.
    /// </summary>
    public const string RemembersTokens = "non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000";

    public static IReadOnlyList<IStoredTable> All { get; } =
    [
        SchemaTable.Table, InstallationTable.Table, LogTable.Table, ManifestTable.Table, GenerationTable.Table,
        SliceTable.Table, LedgerTable.Table, QuarantineTable.Table, ClaimTable.Table,
        JobTable.Table, VersionTable.Table, HistoryTable.Table, PromotionTable.Table, DamageTable.Table,
        ExclusionTable.Table, OpinionTable.Table,
    ];
}
