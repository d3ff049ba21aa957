using System.Collections.Immutable;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Expressions;

/// <summary>What an author can write instead of a function with arguments that it does not take: the first reason that applies.</summary>
internal static class WayOut
{
    public static string Of(ScalarFunction function, ImmutableArray<Expr> arguments) =>
        function == Times.Tumbling ? "A window is over a DateTime that is not null, and its size is a constant of at least one microsecond."
        : TakesValues(function, arguments) ? "It takes no null: write x ?? y, or x.Value where a null shall reject the event."
        : arguments.Any(a => a.Type.Kind == TypeKind.String) ? "Text has the functions of docs/functions.md, with StringComparison.Ordinal; what else is made of it is a static method of your own, marked [Deterministic]."
        : arguments.Any(a => a.Type.Kind == TypeKind.Timestamp) ? "Times are compared, and taken apart as docs/functions.md says; what else is made of them is a static method of your own, marked [Deterministic]."
        : arguments.Any(a => a.Type.Kind == TypeKind.Decimal) ? "Decimals have at most 28 digits in all, and are not divided: an average divides once, at the end."
        : "See docs/functions.md for the types it takes.";

    private static bool TakesValues(ScalarFunction function, ImmutableArray<Expr> arguments) => arguments.Any(a => a.Type.Nullable)
        && function.TryBind([.. arguments.Select(a => a.Type.Nullable ? new ColumnExpr("x", a.Type.AsRequired()) : a)]) is not null;
}
