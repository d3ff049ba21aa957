using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The distinct values that there were, a bounded number of them, in no order. Merged by uniting.</summary>
/// <param name="name">The column.</param>
/// <param name="value">The type of a value.</param>
public sealed class SetState(string name, DataType value) : StateColumn
{
    /// <summary>Values at most: a group with more of them is an error, never a wrong number.</summary>
    public const int MaxValues = 10_000;

    private static readonly SqlForms<(SetState State, string What)> Merges = new()
    {
        {
            SqlEngine.ClickHouse, s =>
            {
                var set = $"groupUniqArrayArray({ClickHouse.Identifier(s.State.Name)})";
                var error = ClickHouse.Text($"{s.What} has more than {s.State.Limit}. Count fewer, or split the group by a finer key.");
                return $"if(throwIf(length({set}) > {Bound}, {error}) = 0, {set}, {set})";
            }
        },
    };

    private static readonly SqlForms<SetState> Wides = new()
    {
        { SqlEngine.ClickHouse, s => $"groupUniqArrayArray({ClickHouse.Identifier(s.Name)})" },
    };

    private static readonly SqlForms<SetState> Types = new()
    {
        { SqlEngine.ClickHouse, s => $"Array({ClickHouse.Type(s.Of)})" },
        { SqlEngine.DuckDb, s => $"{DuckDb.Type(s.Of)}[]" },
        { SqlEngine.Spark, s => $"ARRAY<{Spark.Type(s.Of)}>" },
    };

    private static readonly SqlForms<SetState> Sorted = new()
    {
        { SqlEngine.ClickHouse, s => $"arraySort({ClickHouse.Identifier(s.Name)})" },
    };

    /// <summary>The type of a value.</summary>
    public DataType Of => value;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow { get; } =
        new ListType(new Apache.Arrow.Field("item", ArrowTypes.From(value), false));

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => $"set({value})";

    /// <inheritdoc />
    public override string Limit => $"{Bound} distinct values";

    private static string Bound => MaxValues.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override StateColumn Named(string other) => new SetState(other, value);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new SetColumnWriter((ListType)Arrow, value);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => Types.In(engine, this, $"the type of state '{name}'");

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine) => Sorted.In(engine, this, $"the hash of state '{name}'");

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => $"toString({Hashable(engine)})";

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => $"CAST({(engine == SqlEngine.Spark ? "array()" : "[]")} AS {SqlType(engine)})";

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
}
