using Unified.Columnar;
using Unified.Sql;

namespace Unified.Aggregates;

/// <summary>
/// A mergeable partial state, as rows store it. Merging is associative and commutative and its identity is the empty state, so that the
/// order and the grouping of the events never matter. A state is one file that says all of it.
/// </summary>
public abstract class StateColumn : RowColumn
{
    /// <summary>The same state under another name.</summary>
    public abstract StateColumn Named(string other);

    /// <summary>The state of no events, as an engine writes it.</summary>
    public abstract string Empty(SqlEngine engine);

    /// <summary>The merge over a group's rows.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="what">Whose state it is, for the error when the merged state does not fit: job and column.</param>
    /// <exception cref="Errors.DefinitionException">UNI0090: the engine cannot merge it exactly.</exception>
    public abstract string Merge(SqlEngine engine, string what);

    /// <summary>The merge without a check of its range, in a type that no number of rows can leave.</summary>
    public virtual string MergeWide(SqlEngine engine) => Merge(engine, "");

    /// <summary>A predicate over <see cref="MergeWide"/> under the state's name: the merged state fits. Null when it always does.</summary>
    public virtual string? Fits(SqlEngine engine) => null;

    /// <summary>What a merged state may not leave, in words.</summary>
    public virtual string Limit => "";

    /// <summary>The total over many rows where adding up means something, else null: equal rows have equal totals.</summary>
    public virtual string? Total(SqlEngine engine) => null;

    /// <summary>True when the state of the same events added twice is exactly twice the number.</summary>
    public virtual bool Doubles => false;
}
