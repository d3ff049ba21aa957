using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// The registers of a HyperLogLog sketch that are not zero: register (UInt16) to rank (UInt8). Merged by the largest rank of each.
/// </summary>
public sealed class RegistersState(string name) : StateColumn
{
    /// <summary>The form in memory: a map of registers to ranks.</summary>
    public static readonly MapType MapType =
        new(new Apache.Arrow.Field("key", UInt16Type.Default, false), new Apache.Arrow.Field("value", UInt8Type.Default, false));

    private static readonly SqlForms<string> Types = new() { { SqlEngine.ClickHouse, _ => "Map(UInt16, UInt8)" } };

    private static readonly SqlForms<string> Merges = new() { { SqlEngine.ClickHouse, n => $"maxMap({ClickHouse.Identifier(n)})" } };

    private static readonly SqlForms<string> Empties = new() { { SqlEngine.ClickHouse, _ => "CAST(map(), 'Map(UInt16, UInt8)')" } };

    private static readonly SqlForms<string> Sorted = new()
    {
        { SqlEngine.ClickHouse,
            n => $"arraySort(arrayZip(mapKeys({ClickHouse.Identifier(n)}), mapValues({ClickHouse.Identifier(n)})))" },
    };

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override IArrowType Arrow => MapType;

    /// <inheritdoc />
    public override bool Nullable => false;

    /// <inheritdoc />
    public override string TypeText => "registers";

    /// <inheritdoc />
    public override StateColumn Named(string other) => new RegistersState(other);

    /// <inheritdoc />
    public override ColumnWriter NewWriter() => new RegistersColumnWriter();

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
