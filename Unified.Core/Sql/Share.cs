using System.Globalization;

namespace Unified.Sql;

/// <summary>A share as a fraction of whole numbers, so that ranks are compared in integers.</summary>
internal static class Share
{
    private const int Denominator = 1_000_000;

    /// <summary>Numerator and denominator of a share of at most six decimal places.</summary>
    public static (string Numerator, string Denominator) Of(decimal share) =>
        (decimal.ToInt64(share * Denominator).ToString(CultureInfo.InvariantCulture), Denominator.ToString(CultureInfo.InvariantCulture));
}
