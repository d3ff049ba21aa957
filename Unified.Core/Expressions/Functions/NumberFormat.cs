using System.Globalization;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>Formats of numbers that give the same text for the same value, however it was written.</summary>
internal static class NumberFormat
{
    private const int MostDigits = 99;

    /// <summary>True for a constant standard format of one of the letters, with at most two digits, or one of 0, #, points and
    /// signs.</summary>
    public static bool IsKnown(Expr format, string letters) => format is ConstantExpr { Value: string { Length: > 0 } text }
        && (letters.Contains(text[0], StringComparison.Ordinal)
            ? text.Length == 1 || (int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
                && digits <= MostDigits)
            : text.All(c => c is '0' or '#' or '.' or ',' or '-' or '+' or ' '));

    /// <summary>How many digits a format of whole numbers asks for; null for another format.</summary>
    public static int? Digits(string format) => format is ['D' or 'd', .. var digits]
        ? digits.Length == 0 ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
