using Unified.Expressions;
using Unified.Types;

namespace Unified.Logical;

/// <summary>
/// Names of what an expression of a result's column is made of: keys as <c>@origin</c>, finished aggregates as <c>#count</c>. No column of
/// a result begins so, hence neither hides the other, whatever an author calls them.
/// </summary>
public static class FinishedColumn
{
    private const char KeyMark = '@';
    private const char AggregateMark = '#';

    /// <summary>A key or the window.</summary>
    public static ColumnExpr Key(Field key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ColumnExpr(KeyName(key.Name), key.Type);
    }

    /// <summary>An aggregate by its output.</summary>
    public static ColumnExpr Aggregate(string output, DataType type) => new(AggregateName(output), type);

    /// <summary>The name of a key's column.</summary>
    public static string KeyName(string key) => KeyMark + key;

    /// <summary>The name of a finished aggregate's column.</summary>
    public static string AggregateName(string output) => AggregateMark + output;

    /// <summary>True for a name that is kept for these.</summary>
    internal static bool IsKept(string name) => name.StartsWith(KeyMark) || name.StartsWith(AggregateMark);
}
