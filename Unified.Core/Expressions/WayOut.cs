using System.Collections.Immutable;
using Unified.Expressions.Functions;
using Unified.Types;

namespace Unified.Expressions;

/// <summary>What an author can write instead of a function with arguments that it does not take: the first reason that applies.</summary>
internal static class WayOut
{
    public static string Of(ScalarFunction function, ImmutableArray<Expr> arguments) =>
        function == Times.Tumbling ? "A window is over a DateTime that is not null, and its size is a constant of at least one microsecond."
        : TakesValues(function, arguments) ? "It takes no null: write x ?? y, or x.Value where a null shall reject the event."
        : OfFunction(function) is { } constant ? constant
        : function == Arithmetic.Subtract && arguments.All(a => a.Type.Kind == TypeKind.Timestamp)
            ? "Write a.Ticks - b.Ticks: there are TimeSpan.TicksPerSecond of them in a second."
        : Bits.All.Contains(function) && arguments.Any(a => a.Type.Kind == TypeKind.Boolean)
            ? "They are of int and long; of bool write &&, || and !=."
        : arguments.Any(a => a.Type.Kind == TypeKind.String)
            ? "Text has the functions of docs/functions.md, with StringComparison.Ordinal or OrdinalIgnoreCase; what else is "
                + "made of it is a static method of your own, marked [Deterministic]."
        : arguments.Any(a => a.Type.Kind == TypeKind.Timestamp)
            ? "Times are compared, moved and taken apart as docs/functions.md says; what else is made of them is a "
                + "static method of your own, marked [Deterministic]."
        : arguments.Any(a => a.Type.Kind == TypeKind.Decimal)
            ? "Decimals have at most 28 digits in all, and are not divided by /: DecimalMath.Divide(a, b, 4) says how "
                + "many places there are."
        : "See docs/functions.md for the types it takes.";

    /// <summary>What a function asks of the constants that it is given.</summary>
    private static string? OfFunction(ScalarFunction function) =>
        Regexes.All.Contains(function) ? "Text is matched with a constant pattern that needs no backtracking: no look-around, no "
            + "back-reference, no atomic group; with IgnoreCase pass CultureInvariant too."
        : function == TextParts.PadLeft || function == TextParts.PadRight
            ? "Text is filled up to a constant width of 0 to 10,000, with a constant character."
        : JsonPaths.All.Contains(function) ? "The path is a constant such as $.a.b[0] or $['a b']."
        : function == Formats.TimeText
            ? "The format is a constant without a zone: \"s\", \"u\", or letters such as \"yyyy-MM-dd HH:mm:ss.fff\"."
        : function == Formats.IntegerText || function == Formats.DecimalText
            ? "The format is a constant that gives one text for one value: \"F2\", \"N0\", \"D5\" of integers, or 0, # and a point."
        : function == DecimalQuotients.Divide ? "Both are decimals that are not null, and the scale is a constant of 0 to 28."
        : function == Parses.ParseDecimal ? "The scale is a constant of 0 to 28."
        : function == DecimalRounding.Round ? "It rounds a decimal to a constant number of places, 0 to 28."
        : function == TextConcat.SplitPart ? "Text is split at a constant that is not empty, and the part is an int."
        : PanedWindows.All.Contains(function) ? "A window is over a DateTime that is not null, and its lengths are constants."
        : function == Membership.In ? "The value and the members of the set are of one type; decimals have at most 28 digits in all."
        : null;

    private static bool TakesValues(ScalarFunction function, ImmutableArray<Expr> arguments) => arguments.Any(a => a.Type.Nullable)
        && function.TryBind([.. arguments.Select(a => a.Type.Nullable ? new ColumnExpr("x", a.Type.AsRequired()) : a)]) is not null;
}
