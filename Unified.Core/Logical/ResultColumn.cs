using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>An aggregate of a group that is being built.</summary>
/// <param name="Group">The group.</param>
/// <param name="Place">Its place among the group's.</param>
/// <param name="Type">The result's type.</param>
public sealed record AddedAggregate(GroupBuilder Group, int Place, DataType Type)
{
    /// <summary>The aggregate, finished, in the expression of a column.</summary>
    public ColumnExpr Reference => FinishedColumn.Aggregate(Group.Output(Place), Type);
}

/// <summary>
/// A column of a result of groups, as a front end has read it: a key, by its name; or an aggregate; or what is computed from both
/// (<see cref="FinishedColumn"/>, <see cref="AddedAggregate.Reference"/>).
/// </summary>
public sealed record ResultColumn(string Name, string? Key, AddedAggregate? Aggregate, Expr? Value = null);
