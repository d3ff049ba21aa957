using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>A binned sketch: bin (Int32) to count (Int64). Merged by adding the counts of equal bins.</summary>
public sealed class BinsState(string name) : StateColumn
{
    /// <summary>The form in memory: a map of bins to counts.</summary>
    public static readonly MapType MapType =
        new(new Apache.Arrow.Field("key", Int32Type.Default, false), new Apache.Arrow.Field("value", Int64Type.Default, false));

    private static readonly SqlForms<string> Types = new()
    {
        { SqlEngine.ClickHouse, _ => "Map(Int32, Int64)" },
        { SqlEngine.DuckDb, _ => "MAP(INTEGER, BIGINT)" },
        { SqlEngine.Spark, _ => "MAP<INT, BIGINT>" },
    };

    private static readonly SqlForms<string> Merges = new() { { SqlEngine.ClickHouse, n => $"sumMap({ClickHouse.Identifier(n)})" } };

    private static readonly SqlForms<string> Empties = new()
    {
        { SqlEngine.ClickHouse, _ => "CAST(map(), 'Map(Int32, Int64)')" },
        { SqlEngine.DuckDb, _ => "MAP {}::MAP(INTEGER, BIGINT)" },
        { SqlEngine.Spark, _ => "CAST(map() AS MAP<INT, BIGINT>)" },
    };

    private static readonly SqlForms<string> Sorted = new()
    {
        { SqlEngine.ClickHouse,
            n => $"arraySort(arrayFilter(x -> x.2 != 0, arrayZip(mapKeys({ClickHouse.Identifier(n)}), "
                + $"mapValues({ClickHouse.Identifier(n)}))))" },
    };

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow => MapType;

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => "bins";

    /// <inheritdoc />
    public override StateColumn Named(string other) => new BinsState(other);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new BinsColumnWriter();

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => Types.In(engine, name, $"the type of state '{name}'");

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => Sorted.In(engine, name, $"the hash of state '{name}'");

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => $"toString({Hashable(engine)})";

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => Empties.In(engine, name, $"the empty state '{name}'");

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, name, $"the merge of state '{name}'");
}
