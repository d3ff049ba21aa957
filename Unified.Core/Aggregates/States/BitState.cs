using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The bits that all values have, or that any has; null when there was none.</summary>
public sealed class BitState(string name, DataType type, bool all) : ValueState(name, type)
{
    private static readonly SqlForms<(string Name, bool All)> Merges = new()
    {
        { SqlEngine.ClickHouse, s => $"groupBit{(s.All ? "And" : "Or")}({ClickHouse.Identifier(s.Name)})" },
        { SqlEngine.DuckDb, s => $"bit_{(s.All ? "and" : "or")}({DuckDb.Identifier(s.Name)})" },
    };

    /// <summary>True for the bits that all have, false for those that any has.</summary>
    public bool All => all;

    /// <inheritdoc />
    public override StateColumn Named(string other) => new BitState(other, Value!.Value, all);

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what) => Merges.In(engine, (Name, all), $"the merge of state '{Name}'");
}
