using System.Globalization;
using System.Linq.Expressions;
using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

/// <summary>Expressions over numbers and times that are more than arithmetic.</summary>
internal static class NumberLambdas
{
    public static IEnumerable<LambdaExpression> All() => [.. Integers(), .. Decimals(), .. Times(3, 4L)];

    private static IEnumerable<LambdaExpression> Integers() =>
    [
        L(t => Math.Min(t.Quantity, 7)), L(t => Math.Max(t.Serial, t.Quantity)), L(t => Math.Min(t.Price, 1.25m)), L(t => Math.Max(t.Price,
            10m)),
        L(t => Math.Sign(t.Quantity)), L(t => Math.Sign(t.Serial)), L(t => Math.Sign(t.Price)), L(t => Math.Clamp(t.Quantity, -5, 5)),
        L(t => Math.Clamp(t.Serial, 0L, t.Quantity)), L(t => Math.Clamp(t.Price, -1m, 1.5m)),
        L(t => t.Quantity & 12), L(t => t.Serial | t.Reference), L(t => t.Fee ^ t.Quantity), L(t => ~t.Quantity), L(t => ~t.Reference),
            L(t => t.Serial & 255L),
        L(t => t.Quantity << 3), L(t => t.Serial << 60), L(t => t.Quantity >> 2), L(t => t.Serial >> t.Quantity),
            L(t => t.Fee << t.Quantity),
            L(t => t.Quantity << t.Quantity),
    ];

    private static IEnumerable<LambdaExpression> Decimals() =>
    [
        L(t => Math.Round(t.Price)), L(t => Math.Round(t.Price, 2)), L(t => decimal.Round(t.Price, 3)), L(t => Math.Round(t.Price, 8)),
        L(t => Math.Round(t.Price, 1, MidpointRounding.AwayFromZero)), L(t => Math.Round(t.Price, 1, MidpointRounding.ToZero)),
        L(t => Math.Round(t.Price, 2, MidpointRounding.ToNegativeInfinity)), L(t => Math.Round(t.Price, 2,
            MidpointRounding.ToPositiveInfinity)),
        L(t => Math.Round(t.Price, MidpointRounding.AwayFromZero)), L(t => decimal.Round(t.Price, MidpointRounding.ToEven)),
        L(t => Math.Floor(t.Price)), L(t => Math.Ceiling(t.Price)), L(t => Math.Truncate(t.Price)), L(t => decimal.Floor(t.Tax ?? 0.5m)),
        L(t => DecimalMath.Divide(t.Price, 3m, 2)), L(t => DecimalMath.Divide(t.Price, t.Tax ?? 0m, 4)),
            L(t => DecimalMath.Divide(t.Quantity, 7m, 0)),
        L(t => DecimalMath.Divide(t.Serial, 0.0001m, 9)), L(t => DecimalMath.Divide(t.Price, t.Price, 28)),
    ];

    private static IEnumerable<LambdaExpression> Times(int days, long minutes) =>
    [
        L(t => t.Time.Minute), L(t => t.Time.Second), L(t => t.Time.Millisecond), L(t => t.Time.Microsecond), L(t => t.Time.Ticks),
        L(t => (int)t.Time.DayOfWeek), L(t => t.Time.DayOfWeek == DayOfWeek.Saturday), L(t => t.Time.DayOfYear),
            L(t => (t.Time.Month - 1) / 3 + 1),
        L(t => t.Time.AddDays(1)), L(t => t.Time.AddDays(t.Quantity)), L(t => t.Time.AddDays(-days)), L(t => t.Time.AddHours(t.Serial)),
            L(t => t.Time.AddMinutes(minutes)),
        L(t => t.Time.AddSeconds(t.Quantity)), L(t => t.Time.AddMilliseconds(t.Serial)), L(t => t.Time.AddMicroseconds(t.Quantity)),
        L(t => t.Time.AddMonths(1)), L(t => t.Time.AddMonths(t.Quantity)), L(t => t.Time.AddYears(-1)), L(t => t.Time.AddYears(t.Quantity)),
        L(t => new DateTime(2024, 1, t.Quantity)), L(t => new DateTime(t.Time.Year, t.Time.Month, 1)), L(t => new DateTime(t.Time.Year, 2,
            t.Time.Day, t.Time.Hour, 59, t.Quantity)),
        L(t => DateTime.DaysInMonth(t.Time.Year, t.Time.Month)), L(t => DateTime.DaysInMonth(t.Quantity, 2)),
            L(t => DateTime.IsLeapYear(t.Time.Year)), L(t => DateTime.IsLeapYear(t.Quantity)),
        L(t => ISOWeek.GetYear(t.Time)), L(t => ISOWeek.GetWeekOfYear(t.Time)), L(t => t.Time > DateTime.UnixEpoch),
        L(t => (t.Time.Ticks - t.Time.Date.Ticks) / TimeSpan.TicksPerSecond),
    ];

    private static Expression<Func<Trade, T>> L<T>(Expression<Func<Trade, T>> lambda) => lambda;
}
