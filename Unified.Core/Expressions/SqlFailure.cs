using Unified.Expressions.Functions;
using Unified.Sql;

namespace Unified.Expressions;

/// <summary>
/// Where an expression fails, as SQL of an engine whose forms give some value there. The value and the failure are two expressions, so that
/// neither hangs on which branch of a choice the engine evaluates: a branch that is not chosen does not fail.
/// </summary>
public static class SqlFailure
{
    /// <summary>A predicate that is never null: evaluation fails. Null when it never does.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0090: the engine cannot say where a function fails.</exception>
    public static string? FailsIn(this Expr expr, SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(expr);
        ArgumentNullException.ThrowIfNull(engine);
        if (expr is not CallExpr call)
        {
            return null;
        }

        var operands = call.Arguments.Select(a => a.FailsIn(engine)).ToList();
        string? When(string condition, int operand) => operands[operand] is { } fails ? $"(({condition}) AND {fails})" : null;
        string Sql(int operand) => call.Arguments[operand].In(engine);
        return Any(call.Function switch
        {
            var f when f == Logic.And => [operands[0], When(Sql(0), 1)],
            var f when f == Logic.Or => [operands[0], When($"NOT ({Sql(0)})", 1)],
            var f when f == Logic.If => [operands[0], When(Sql(0), 1), When($"NOT ({Sql(0)})", 2)],
            var f when f == Logic.Coalesce => [operands[0], When($"({Sql(0)}) IS NULL", 1)],
            _ => [.. operands, Itself(call, engine)],
        });
    }

    private static string? Itself(CallExpr call, SqlEngine engine) => !call.Function.CanFail ? null
        : call.Function.Fails.In(engine,
            new([.. call.Arguments.Select(a => a.In(engine))], [.. call.Arguments.Select(a => a.Type)], call.Type), call.ToString());

    private static string? Any(IReadOnlyList<string?> fails)
    {
        var some = fails.OfType<string>().Where(f => f != ScalarFunction.Never).ToList();
        return some.Count == 0 ? null : $"({string.Join(" OR ", some)})";
    }
}
