using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>The smallest or largest value that there was; null when there was none.</summary>
public sealed class ExtremeState(string name, DataType type, bool largest) : ValueState(name, type)
{
    /// <summary>True for the largest value, false for the smallest.</summary>
    public bool Largest => largest;

    /// <inheritdoc />
    public override StateColumn Named(string other) => new ExtremeState(other, Value!.Value, largest);

    /// <inheritdoc />
    public override string Merge(SqlEngine engine, string what)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.Extreme(engine.Quote(Name), Value!.Value, largest);
    }
}
