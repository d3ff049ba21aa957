using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The events that come first in an order, sorted: a list of (by, log, partition, offset, branch, value). Merged by sorting all; what is
/// beyond the limit is cut off, or is an error.
/// </summary>
/// <param name="name">The column.</param>
/// <param name="by">The type of what events are ordered by.</param>
/// <param name="value">The type of an event's value.</param>
/// <param name="largest">True when the largest come first.</param>
/// <param name="limit">How many there are at most.</param>
/// <param name="refuses">True when more are an error.</param>
public sealed class RankedListState(string name, DataType by, DataType value, bool largest, int limit, bool refuses) : StateColumn
{
    private static readonly SqlForms<(RankedListState State, string What)> Merges = new()
    {
        {
            SqlEngine.ClickHouse, s =>
            {
                var all = s.State.Sorted();
                var most = s.State.MostText;
                if (!s.State.Refuses)
                {
                    return $"arraySlice({all}, 1, {most})";
                }

                var error = ClickHouse.Text($"{s.What} has more than {s.State.Limit}. Take fewer, or split the group by a finer key.");
                return $"if(throwIf(length({all}) > {most}, {error}) = 0, {all}, {all})";
            }
        },
    };

    private static readonly SqlForms<RankedListState> Wides = new() { { SqlEngine.ClickHouse, s => s.Sorted() } };

    /// <summary>The type of what events are ordered by.</summary>
    public DataType By => by;

    /// <summary>The type of an event's value.</summary>
    public DataType Of => value;

    /// <summary>True when the largest come first.</summary>
    public bool Largest => largest;

    /// <summary>How many there are at most.</summary>
    public int Most => limit;

    /// <summary>True when more are an error; else they are cut off.</summary>
    public bool Refuses => refuses;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow { get; } = RankedState.ListOf(by, value);

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => string.Create(CultureInfo.InvariantCulture,
        $"{(refuses ? "all" : largest ? "top" : "bottom")}({limit}, {by}, {value})");

    /// <inheritdoc />
    public override string Limit => $"{MostText} values";

    private string MostText => limit.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public override StateColumn Named(string other) => new RankedListState(other, by, value, largest, limit, refuses);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new RankedColumnWriter((ListType)Arrow, by, value);

    /// <inheritdoc />
    public override string SqlType(SqlEngine engine) => RankedState.TypeOf(engine, by, value, name);

    /// <inheritdoc />
    public override string Hashable(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.Quote(name);
    }

    /// <inheritdoc />
    public override string Text(SqlEngine engine) => $"toString({Hashable(engine)})";

    /// <inheritdoc />
    public override string Empty(SqlEngine engine) => RankedState.EmptyOf(engine, by, value, name);

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, (this, what), $"the merge of state '{name}'");

    /// <inheritdoc />
    public override string MergeWide(SqlEngine engine) =>
        refuses ? Wides.In(engine, this, $"the merge of state '{name}'") : Merge(engine, "");

    /// <inheritdoc />
    public override string? Fits(SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return refuses ? $"length({engine.Quote(name)}) <= {MostText}" : null;
    }

    private string Sorted() => $"{(largest ? "arrayReverseSort" : "arraySort")}(groupArrayArray({ClickHouse.Identifier(name)}))";
}
