using System.Collections.Frozen;
using System.Text;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// What of this engine reaches outside its folder: files, other servers, programs. The engine is asked what it has, and all of it but a
/// closed list of what stays inside is taken for something that reaches outside.
/// </summary>
/// <param name="Functions">Functions and table functions.</param>
/// <param name="Engines">Engines of tables and databases.</param>
internal sealed record OutsideNames(FrozenSet<string> Functions, FrozenSet<string> Engines)
{
    private static readonly string[] InsideFunctions =
    [
        "numbers", "numbers_mt", "zeros", "zeros_mt", "one", "primes", "generateSeries", "generate_series", "generateRandom", "values",
        "SQLStandardValues", "view", "viewIfPermitted", "viewExplain", "null", "format", "input", "merge", "dictionary", "loop",
        "mergeTreeIndex", "mergeTreeProjection", "mergeTreeTextIndex", "mergeTreeAnalyzeIndexes", "mergeTreeAnalyzeIndexesUUID",
    ];

    private static readonly string[] InsideEngines =
    [
        "MergeTree", "ReplacingMergeTree", "SummingMergeTree", "AggregatingMergeTree", "CollapsingMergeTree",
        "VersionedCollapsingMergeTree", "CoalescingMergeTree", "GraphiteMergeTree", "Memory", "Null", "Log", "TinyLog", "StripeLog", "View",
        "MaterializedView", "WindowView", "Set", "Join", "Buffer", "Merge", "GenerateRandom", "Alias", "Atomic", "Ordinary",
    ];

    // Functions of expressions, and of a table's settings.
    private static readonly string[] OtherFunctions = ["file", "disk", "catboostEvaluate", "executable", "eval"];

    public static OutsideNames Of(ChdbConnection connection) => Of(
        Column(connection, "SELECT name FROM system.table_functions"),
        Column(connection, "SELECT name FROM system.table_engines UNION ALL SELECT name FROM system.database_engines"));

    public static OutsideNames Of(IEnumerable<string> functions, IEnumerable<string> engines) => new(
        functions.Except(InsideFunctions, StringComparer.OrdinalIgnoreCase).Concat(OtherFunctions)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        engines.Except(InsideEngines, StringComparer.OrdinalIgnoreCase).ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    private static string[] Column(ChdbConnection connection, string sql)
    {
        using var rows = connection.Query(Encoding.UTF8.GetBytes(sql), "TabSeparatedRaw", []);
        return Encoding.UTF8.GetString(rows.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
