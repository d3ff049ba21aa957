using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>The id of the installation, and since when it has it.</summary>
internal sealed record StoredInstallation(string Id, DateTimeOffset Since);

/// <summary>The installation's id: one row, written once.</summary>
internal static class InstallationTable
{
    public static readonly Table<StoredInstallation> Table =
        new("unified_installation", $"MergeTree ORDER BY since SETTINGS {Tables.RemembersTokens}", new StoredInstallation("", default))
        {
            { "id", Text, i => i.Id, (i, v) => i with { Id = v } },
            { "since", Instant, i => i.Since, (i, v) => i with { Since = v } },
        };

    /// <summary>The row.</summary>
    public static readonly RowQuery<StoredInstallation> First = new(Table, "1 ORDER BY since LIMIT 1",
        all => all.OrderBy(i => i.Since).Take(1));
}
