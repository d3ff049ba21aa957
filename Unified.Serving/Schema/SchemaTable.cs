using static Unified.Serving.Schema.ColumnTypes;

namespace Unified.Serving.Schema;

/// <summary>A version of the stored tables that the database has had, and the code that brought it there.</summary>
internal sealed record SchemaVersion(int Version, string Code, DateTimeOffset Reached);

/// <summary>The versions of the stored tables: the highest counts. A table without a row is of a database that is being made.</summary>
internal static class SchemaTable
{
    public static readonly Table<SchemaVersion> Table =
        new("unified_schema", "ReplacingMergeTree ORDER BY version", new SchemaVersion(0, "", default))
        {
            { "version", Integer, s => s.Version, (s, v) => s with { Version = v } },
            { "code", Text, s => s.Code, (s, v) => s with { Code = v } },
            { "reached", Instant, s => s.Reached, (s, v) => s with { Reached = v } },
        };
}
