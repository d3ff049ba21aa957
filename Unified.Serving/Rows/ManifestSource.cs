using System.Collections.Immutable;
using System.Globalization;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>Where a query has its manifest from: expressions for what the ownership rule asks. </summary>
/// <param name="With">A WITH clause that the expressions need, or "".</param>
/// <param name="Cut">Map(String, Int64): the text of a partition to the first epoch of the stream.</param>
/// <param name="SmallestCuts">
/// For each log that the job reads its name as a literal, and an Int64: no partition of it has a smaller cut.
/// </param>
/// <param name="Generations">Array(UInt64).</param>
/// <param name="Days">Map(Int32, UInt64).</param>
/// <param name="KeptFrom">Int32: the first day in the answer; null for a job whose rows are kept for ever.</param>
internal sealed record ManifestSource(
    string With, string Cut, ImmutableArray<(string Log, string Cut)> SmallestCuts, string Generations, string Days, string? KeptFrom)
{
    // The smallest Int32: no day comes before it.
    private const string Always = "-2147483648";

    /// <summary>
    /// The newest manifest at the time of the query. One scalar for all of it: two would be two moments. ClickHouse evaluates it when it
    /// resolves the first branch that names it, after that branch's table: hence the stream stands first in every view.
    /// </summary>
    public static ManifestSource Newest(ClickHouseDatabase database, JobPlan plan)
    {
        ImmutableArray<string> logs = [.. plan.Sources.Select(s => s.Name)];
        var smallest = string.Join(", ", logs.Select(log =>
            $"arrayMin(arrayFilter((e, p) -> startsWith(p, {ClickHouseSql.Text(log + "/")}), mapValues(cut), mapKeys(cut)))"));
        return new ManifestSource(
            $"WITH (SELECT argMax((cut, [{smallest}], arrayDistinct(mapValues(days)), days, ifNull(kept_from, {Always})), (seq, "
                + $"toString(id)))"
            + $" FROM {database.Table(ManifestTable.Table.Name)} WHERE {VersionKey.Of(plan)}) AS m ",
            "m.1", [.. logs.Select((log, i) => (ClickHouseSql.Text(log), string.Create(CultureInfo.InvariantCulture, $"m.2[{i + 1}]")))],
                "m.3", "m.4",
            plan.KeepDays is null ? null : "m.5");
    }

    /// <summary>A manifest that the caller has read: the rows and the manifest that they answer for are then one moment.</summary>
    public static ManifestSource Literal(JobPlan plan, Manifest manifest) => new(
        "", Map(manifest.Cut),
        [.. plan.Sources.Select(s => (ClickHouseSql.Text(s.Name), SmallestCut(manifest, s.Name).ToString(CultureInfo.InvariantCulture)))],
        Array(manifest.Generations, "UInt64"), Map(manifest.Days, "Int32", "UInt64"),
        plan.KeepDays is null ? null : manifest.KeptFrom?.ToString(CultureInfo.InvariantCulture) ?? Always);

    /// <summary>The first epoch of a log of which a manifest counts any stream row.</summary>
    public static long SmallestCut(Manifest manifest, string log) =>
        manifest.Cut.Epochs.Where(e => e.Key.Log == log).Select(e => e.Value).DefaultIfEmpty().Min();

    /// <summary>An array literal; by way of text, which is parsed once whatever its length.</summary>
    public static string Array<T>(IEnumerable<T> values, string type) =>
        $"CAST({ClickHouseSql.Text($"[{string.Join(',', values.Select(Text))}]")}, 'Array({type})')";

    /// <summary>A cut as a literal, by the text of its partitions.</summary>
    public static string Map(Cut cut) => Map(cut.Epochs.ToDictionary(e => e.Key.Text, e => e.Value, StringComparer.Ordinal));

    /// <summary>Numbers by log as a literal.</summary>
    public static string Map(IReadOnlyDictionary<string, long> numbers) => Map(numbers, "String", "Int64");

    private static string Map<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> map, string keys, string values)
    {
        var entries = map.ToArray();
        return $"CAST(mapFromArrays({Array(entries.Select(e => e.Key), keys)}, {Array(entries.Select(e => e.Value), values)}), "
            + $"'Map({keys}, {values})')";
    }

    private static string Text<T>(T value) => value is string text ? ClickHouseSql.Text(text)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
