using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>
/// Decimals of a query string, digit by digit. Not <c>decimal.Parse</c>: that rounds the 29th digit away without saying so.
/// </summary>
internal static class DecimalValue
{
    /// <summary>The number without needless zeros, or null when the text is none, or none that the type holds exactly.</summary>
    public static string? Parse(string text, int precision, int scale)
    {
        var unsigned = text is ['+' or '-', .. var rest] ? rest : text;
        var point = unsigned.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (unsigned, "") : (unsigned[..point], unsigned[(point + 1)..]);
        if (whole.Length + fraction.Length == 0 || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            return null;
        }

        (whole, fraction) = (whole.TrimStart('0'), fraction.TrimEnd('0'));
        return whole.Length > precision - scale || fraction.Length > scale ? null
            : (text[0] == '-' ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction);
    }
}
