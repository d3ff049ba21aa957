using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Unified.Definition;

/// <summary>A complete query. Immutable; nothing runs until a job is planned.</summary>
/// <typeparam name="TResult">A record; its constructor's parameters are the result columns.</typeparam>
public sealed partial class Query<TResult>
{
    internal Query(DefinitionStep step) => Step = step;

    internal DefinitionStep Step { get; }

    /// <summary>
    /// Keeps the rows of a query of groups for which <paramref name="predicate"/> over the result's columns is true: what SQL calls
    /// <c>having</c>. The other groups are in no answer, but their states are kept, and they come back when the predicate is true again.
    /// </summary>
    public Query<TResult> Where(Expression<Func<TResult, bool>> predicate, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        new(new HavingStep(Step, predicate, DefinitionStep.At(file, line)));

    /// <summary>
    /// Groups the rows of a result: totals of totals, computed when the answer is read, so that they are always what the rows say. With
    /// <c>Count</c>, <c>Sum</c>, <c>Average</c>, <c>Min</c> and <c>Max</c>, and <c>Where</c> before each.
    /// </summary>
    public Groups<TKey, TResult> GroupBy<TKey>(Expression<Func<TResult, TKey>> key, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        new(new GroupStep(Step, key, null, DefinitionStep.At(file, line)));

    /// <inheritdoc cref="GroupBy{TKey}"/>
    public Groups<TKey, TElement> GroupBy<TKey, TElement>(Expression<Func<TResult, TKey>> key,
        Expression<Func<TResult, TElement>> element, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new GroupStep(Step, key, element, DefinitionStep.At(file, line)));

    /// <summary>
    /// The rows with the largest values of a column, computed when the answer is read. Among equal ones those of the smaller keys; rows
    /// without a value, or with NaN, come last.
    /// </summary>
    /// <param name="count">How many rows: 1 to 1,000,000.</param>
    /// <param name="by">The column.</param>
    /// <param name="of">
    /// The columns of whose values each has its own rows: the top ten of every hour. Default: one ranking of all rows.
    /// </param>
    /// <param name="file">Passed by the compiler.</param>
    /// <param name="line">Passed by the compiler.</param>
    public Query<TResult> Top(int count, Expression<Func<TResult, object?>> by, Expression<Func<TResult, object?>>? of = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new TopStep(Step, count, by, of, DefinitionStep.At(file, line)));

    /// <summary>
    /// The columns by which the job's table is sorted: filters over them are fast, and the API's pages follow them. For a query of groups
    /// they are keys. Default: the keys in their order; for rows of events the event time.
    /// </summary>
    public Query<TResult> OrderBy(Expression<Func<TResult, object?>> column, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        new(new OrderStep(Step, [column], DefinitionStep.At(file, line)));

    /// <summary>The next column by which the job's table is sorted.</summary>
    public Query<TResult> ThenBy(Expression<Func<TResult, object?>> column, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Then(Step, column) is { } then ? new(then) : OrderBy(column, file, line);

    /// <summary>
    /// Rows whose window or event time is older leave the answer and the tables, a day at a time, when the schedule collects. Whole days;
    /// for a query with a window, or rows of events. Default: for ever.
    /// </summary>
    /// <param name="time">At least one day, in whole days.</param>
    /// <param name="file">Passed by the compiler.</param>
    /// <param name="line">Passed by the compiler.</param>
    public Query<TResult> KeepFor(TimeSpan time, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new KeepStep(Step, time, DefinitionStep.At(file, line)));

    // The order may stand below a retention.
    private static DefinitionStep? Then(DefinitionStep step, LambdaExpression column) => step switch
    {
        OrderStep order => order with { Columns = [.. order.Columns, column] },
        HavingStep having when Then(having.Input, column) is { } input => having with { Input = input },
        KeepStep keep when Then(keep.Input, column) is { } input => keep with { Input = input },
        _ => null,
    };
}

/// <summary>Gives steps their result type.</summary>
internal static class QuerySteps
{
    public static Query<TResult> As<TResult>(this ResultStep step) => new(step);
}
