using Unified.Sql;

namespace Unified.Expressions;

/// <summary>Expressions as SQL.</summary>
public static class SqlText
{
    /// <summary>The SQL of an expression; column names are quoted and unqualified.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0090: a function has no exact form in the engine, or is a user function.</exception>
    public static string In(this Expr expr, SqlEngine engine)
    {
        ArgumentNullException.ThrowIfNull(expr);
        ArgumentNullException.ThrowIfNull(engine);
        return expr switch
        {
            ColumnExpr column => engine.Quote(column.Name),
            ConstantExpr constant when !engine.Holds(constant.Value, constant.Type) => throw engine.Refuse(constant.ToString()),
            ConstantExpr constant => engine.Literal(constant.Value, constant.Type),
            CallExpr call => call.Function.Sql.In(engine,
                new([.. call.Arguments.Select(a => a.In(engine))], [.. call.Arguments.Select(a => a.Type)], call.Type)
                {
                    Exprs = [.. call.Arguments],
                }, call.ToString()),
            _ => throw engine.Refuse(expr.ToString()),
        };
    }
}
