using System.Linq.Expressions;
using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

/// <summary>
/// Expressions of the language: at least one for each function of the catalogue, by its canonical name (a test checks that).
/// </summary>
internal static class Lambdas
{
    private static readonly int Threshold = 17;
    private static readonly DateTime Day = new(2024, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<LambdaExpression> All() =>
        [.. Arithmetic(), .. Decimals(), .. Comparisons(), .. Logic(), .. Texts(), .. Times(), .. Windows(), .. Closures(5, 7, null, 1.25m),
            .. UserCalls(), .. TextLambdas.All(), .. NumberLambdas.All()];

    private static IEnumerable<LambdaExpression> Arithmetic() =>
    [
        L(t => t.Quantity + 1), L(t => t.Quantity - t.Fee), L(t => t.Serial * 3), L(t => t.Serial * t.Quantity),
            L(t => t.Quantity * t.Quantity),
        L(t => t.Serial / t.Reference), L(t => 1000 / t.Quantity), L(t => t.Quantity / -1), L(t => t.Quantity % -1),
            L(t => t.Serial % t.Reference),
        L(t => -t.Quantity), L(t => -t.Serial), L(t => -t.Fee), L(t => Math.Abs(t.Quantity)), L(t => Math.Abs(t.Serial)),
            L(t => Math.Abs(t.Price)),
        L(t => t.Fee + 1), L(t => t.Fee * t.Fee - t.Quantity), L(t => (long)t.Quantity * 1_000_000_000L), L(t => t.Serial + t.Fee),
            L(t => t.Serial + 1 - 1),
        L(t => t.Fee / 0), L(t => t.Quantity == 0 ? 0 : 1000 / t.Quantity), L(t => (t.Quantity + 0L) * 5_000_000),
    ];

    private static IEnumerable<LambdaExpression> Decimals() =>
    [
        L(t => t.Price * 2m), L(t => t.Price + t.Tax), L(t => t.Price - 0.001m), L(t => t.Price * t.Tax), L(t => -t.Tax),
            L(t => -t.Price * t.Quantity),
        L(t => t.Tax ?? 0m), L(t => t.Tax ?? t.Price), L(t => t.Buy ? t.Price : 1.5m), L(t => t.Buy ? t.Tax : null),
        L(t => t.Price > t.Tax), L(t => t.Price == 0.0000m), L(t => t.Price != 12.5m), L(t => t.Price >= -1m),
            L(t => (decimal)t.Serial + t.Price),
        L(t => (decimal?)t.Fee + t.Price), L(t => Math.Abs(t.Price) < 100m), L(t => t.Tax == null), L(t => t.Tax.HasValue),
            L(t => t.Tax!.Value),
    ];

    private static IEnumerable<LambdaExpression> Comparisons() =>
    [
        L(t => t.Fee > 10), L(t => t.Fee <= t.Quantity), L(t => t.Fee == null), L(t => t.Fee != null), L(t => t.Fee == t.Quantity),
            L(t => t.Fee != t.Quantity),
        L(t => t.Reference < t.Fee), L(t => t.Flagged == true), L(t => t.Flagged != t.Buy), L(t => t.Flagged == null),
            L(t => t.Quantity >= t.Serial),
        L(t => t.Venue == null), L(t => t.Venue == "it's"), L(t => t.Venue != t.Symbol), L(t => t.Settled > t.Time),
            L(t => t.Settled == null), L(t => t.Time < Day),
        L(t => t.Settled >= Day), L(t => t.Time != t.Settled), L(t => t.Reference == 0L), L(t => t.Buy == (t.Quantity > 0)),
    ];

    private static IEnumerable<LambdaExpression> Logic() =>
    [
        L(t => t.Buy && 10 / t.Quantity > 0), L(t => !t.Buy || t.Quantity / t.Reference!.Value > 0), L(t => t.Buy ? t.Fee : t.Quantity),
            L(t => t.Fee ?? -1),
        L(t => t.Fee!.Value + 1), L(t => t.Flagged.HasValue), L(t => t.Flagged!.Value), L(t => t.Flagged ?? t.Buy),
        L(t => t.Venue ?? t.Symbol), L(t => t.Buy ? t.Venue : t.Symbol), L(t => t.Settled ?? t.Time), L(t => t.Settled!.Value),
            L(t => t.Reference.HasValue && t.Reference.Value == 0),
        // What C# knows behind a question for null.
        L(t => t.Venue == null ? (int?)null : t.Venue.Length), L(t => t.Venue != null && t.Venue.Length > 3),
        L(t => string.IsNullOrEmpty(t.Venue) || t.Venue.Substring(0, 1) == "X"),
        L(t => t.Venue == null || t.Buy ? "none" : t.Venue.Trim() + t.Symbol),
        L(t => t.Fee == null ? (int?)null : t.Fee.Value * 2), L(t => t.Buy ? 1 / t.Quantity : t.Fee!.Value),
    ];

    private static IEnumerable<LambdaExpression> Texts() =>
    [
        L(t => t.Symbol), L(t => t.Venue), L(t => t.Symbol.Length), L(t => (t.Venue ?? "").Length), L(t => t.Symbol == "日本"),
            L(t => t.Symbol.StartsWith("K1", StringComparison.Ordinal)),
        L(t => t.Symbol.EndsWith("code", StringComparison.Ordinal)), L(t => t.Symbol.Contains("\"b\\", StringComparison.Ordinal)),
            L(t => t.Symbol.Contains("")), L(t => t.Symbol != string.Empty),
    ];

    private static IEnumerable<LambdaExpression> Times() =>
    [
        L(t => t.Time.Date), L(t => t.Time.Year), L(t => t.Time.Month), L(t => t.Time.Day), L(t => t.Time.Hour),
            L(t => t.Settled!.Value.Date),
        L(t => Window.Tumbling(t.Time, TimeSpan.FromHours(1))), L(t => Window.Tumbling(t.Time, TimeSpan.FromSeconds(7))),
            L(t => t.Time == t.Time.Date),
        L(t => Window.Tumbling(t.Time, new TimeSpan(0, 0, 0, 0, 1, 500))), L(t => t.Time < new DateTime(1970, 1, 1)),
    ];

    private static IEnumerable<LambdaExpression> Windows() =>
    [
        L(t => Window.Tumbling(t.Time, TimeSpan.FromHours(6), TimeSpan.FromHours(1))),
        L(t => Window.Tumbling(t.Time, TimeSpan.FromHours(1), "Australia/Lord_Howe")), L(t => Zone.ToLocal(t.Time, "Asia/Kathmandu")),
        L(t => Window.Day(t.Time)), L(t => Window.Day(t.Time, "America/New_York")), L(t => Window.Week(t.Time)),
        L(t => Window.Week(t.Time, DayOfWeek.Sunday)), L(t => Window.Week(t.Time, "Europe/Berlin")),
        L(t => Window.Week(t.Time, DayOfWeek.Saturday, "America/Sao_Paulo")), L(t => Window.Month(t.Time)),
        L(t => Window.Month(t.Time, "Pacific/Apia")), L(t => Window.Quarter(t.Time)), L(t => Window.Quarter(t.Time, "Asia/Tokyo")),
        L(t => Window.Year(t.Time)), L(t => Window.Year(t.Time, "America/New_York")),
    ];

    private static IEnumerable<LambdaExpression> Closures(int captured, int? given, int? missing, decimal price)
    {
        foreach (var scale in new[] { 2, 3 })
        {
            // Two scopes: the compiler chains its closure objects.
            yield return L(t => t.Quantity % captured + scale);
        }

        yield return L(t => t.Quantity > Threshold);
        yield return L(t => t.Fee + given);
        yield return L(t => t.Fee + missing);
        yield return L(t => t.Fee ?? given);
        yield return L(t => t.Price * price);
        yield return L(t => t.Quantity == given!.Value);
    }

    private static IEnumerable<LambdaExpression> UserCalls() =>
    [
        L(t => UserFunctions.Twice(t.Quantity)), L(t => UserFunctions.Shout(t.Symbol)), L(t => UserFunctions.OrNull(t.Symbol)),
            L(t => UserFunctions.NextDay(t.Time)),
        L(t => UserFunctions.Cents(t.Price)), L(t => UserFunctions.Maybe(t.Fee)), L(t => UserFunctions.MaybeNext(t.Time)),
            L(t => UserFunctions.Rate(t.Symbol)), L(t => UserFunctions.Half(t.Quantity)), L(t => UserFunctions.Root(t.Quantity)),
    ];

    private static Expression<Func<Trade, T>> L<T>(Expression<Func<Trade, T>> lambda) => lambda;
}
