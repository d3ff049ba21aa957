using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>How often each of a bounded number of distinct values was there. Merged by adding the counts of equal values.</summary>
/// <param name="name">The column.</param>
/// <param name="value">The type of a value.</param>
public sealed class CountsState(string name, DataType value) : StateColumn
{
    private static readonly SqlForms<(CountsState State, string What)> Merges = new()
    {
        {
            SqlEngine.ClickHouse, s =>
            {
                var counts = s.State.Added();
                var error = ClickHouse.Text($"{s.What} has more than {s.State.Limit}. Count fewer, or split the group by a finer key.");
                return $"if(throwIf(length({counts}) > {Bound}, {error}) = 0, {counts}, {counts})";
            }
        },
    };

    private static readonly SqlForms<CountsState> Wides = new() { { SqlEngine.ClickHouse, s => s.Added() } };

    private static readonly SqlForms<CountsState> Types = new()
    {
        { SqlEngine.ClickHouse, s => $"Map({ClickHouse.Type(s.Of)}, Int64)" },
        { SqlEngine.DuckDb, s => $"MAP({DuckDb.Type(s.Of)}, BIGINT)" },
        { SqlEngine.Spark, s => $"MAP<{Spark.Type(s.Of)}, BIGINT>" },
    };

    private static readonly SqlForms<CountsState> Empties = new()
    {
        { SqlEngine.ClickHouse, s => $"CAST(map(), {ClickHouse.Text(Types.TryIn(SqlEngine.ClickHouse, s)!)})" },
        { SqlEngine.DuckDb, s => $"MAP {{}}::{Types.TryIn(SqlEngine.DuckDb, s)}" },
        { SqlEngine.Spark, s => $"CAST(map() AS {Types.TryIn(SqlEngine.Spark, s)})" },
    };

    private static readonly SqlForms<string> Sorted = new()
    {
        { SqlEngine.ClickHouse,
            n => $"arraySort(arrayZip(mapKeys({ClickHouse.Identifier(n)}), mapValues({ClickHouse.Identifier(n)})))" },
    };

    /// <summary>The type of a value.</summary>
    public DataType Of => value;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow { get; } = new MapType(new Apache.Arrow.Field("key", ArrowTypes.From(value), false),
        new Apache.Arrow.Field("value", Int64Type.Default, false));

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => $"counts({value})";

    /// <inheritdoc />
    public override string Limit => $"{Bound} distinct values";

    private static string Bound => SetState.MaxValues.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override StateColumn Named(string other) => new CountsState(other, value);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new CountsColumnWriter((MapType)Arrow, value);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => Types.In(engine, this, $"the type of state '{name}'");

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => Sorted.In(engine, name, $"the hash of state '{name}'");

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => $"toString({Hashable(engine)})";

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => Empties.In(engine, this, $"the empty state '{name}'");

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, (this, what), $"the merge of state '{name}'");

    /// <inheritdoc />
    public override string MergeWide(SqlEngine engine) => Wides.In(engine, this, $"the merge of state '{name}'");

    /// <inheritdoc />
    public override string? Fits(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return $"length({engine.Quote(name)}) <= {Bound}";
    }

    // The form over two arrays takes keys of every type, that over maps does not.
    private string Added()
    {
        var map = ClickHouse.Identifier(name);
        return LimbSql.Let("t", $"sumMap(mapKeys({map}), mapValues({map}))", "mapFromArrays(t.1, t.2)");
    }
}
