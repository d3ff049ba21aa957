using System.Globalization;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Serving.ClickHouse;

/// <summary>Where a query has its manifest from: expressions for what the ownership rule asks. </summary>
/// <param name="With">A WITH clause that the expressions need, or "".</param>
/// <param name="Cut">Map(Int32, Int64).</param>
/// <param name="SmallestCut">Int64.</param>
/// <param name="Generations">Array(UInt64).</param>
/// <param name="Days">Map(Int32, UInt64).</param>
internal sealed record ManifestSource(string With, string Cut, string SmallestCut, string Generations, string Days)
{
    /// <summary>
    /// The newest manifest at the time of the query. One scalar for all of it: two would be two moments. ClickHouse evaluates it when it
    /// resolves the first branch that names it, after that branch's table: hence the stream stands first in every view.
    /// </summary>
    public static ManifestSource Newest(ClickHouseDatabase database, JobPlan plan) => new(
        "WITH (SELECT argMax((cut, if(empty(cut), 0, arrayMin(mapValues(cut))), arrayDistinct(mapValues(days)), days), (seq, toString(id)))"
        + $" FROM {database.Table(SharedTables.Manifest)} WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)}) AS m ",
        "m.1", "m.2", "m.3", "m.4");

    /// <summary>A manifest that the caller has read: the rows and the manifest that they answer for are then one moment.</summary>
    public static ManifestSource Literal(Manifest manifest) => new(
        "",
        Map(manifest.Cut.Epochs, "Int64"),
        (manifest.Cut.Epochs.Count == 0 ? 0 : manifest.Cut.Epochs.Values.Min()).ToString(CultureInfo.InvariantCulture),
        Array(manifest.Generations, "UInt64"),
        Map(manifest.Days, "UInt64"));

    /// <summary>An array literal; by way of text, which is parsed once whatever its length.</summary>
    public static string Array<T>(IEnumerable<T> values, string type) =>
        $"CAST('[{string.Join(',', values.Select(Text))}]', 'Array({type})')";

    /// <summary>A map literal of Int32 keys.</summary>
    public static string Map<T>(IReadOnlyDictionary<int, T> map, string type) =>
        $"CAST(mapFromArrays({Array(map.Keys, "Int32")}, {Array(map.Values, type)}), 'Map(Int32, {type})')";

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
