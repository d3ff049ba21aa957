using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>The card that was used.</summary>
/// <param name="Brand">Who issued it.</param>
/// <param name="Country">Where; null when the issuer does not say.</param>
public sealed record Card(string Brand, string? Country);

/// <summary>An attempt to pay, as the gateway sends it once it is decided.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="PaymentId">The payment.</param>
/// <param name="Merchant">Who is paid.</param>
/// <param name="Amount">In the currency.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Status"><c>approved</c> or <c>declined</c>.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="Card">The card.</param>
public sealed record Payment(
    [property: JsonPropertyName("ts")] DateTime At,
    Guid PaymentId,
    string Merchant,
    [property: Precision(12, 2)] decimal Amount,
    string Currency,
    string Status,
    string? Reason,
    Card Card);

/// <summary>What a currency is worth.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Euros">Of one unit.</param>
public sealed record ExchangeRate(string Currency, decimal Euros);

/// <summary>Where payments come from, and what they are looked up in.</summary>
public static class Payments
{
    /// <summary>Snake case, milliseconds since 1970, amounts as text.</summary>
    public static Source<Payment> Source { get; } = new()
    {
        Topic = "payments",
        Partitions = 3,
        EpochLength = 128, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = p => p.At,
        Json = new() { Names = JsonNames.SnakeCase, Times = UnixTimeUnit.Milliseconds, NumbersInText = true },
        History = "history/payments",
        HistoryUntil = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };

    /// <summary>Part of the definition: other rates are another version of the job.</summary>
    public static readonly Dimension<string, ExchangeRate> Rates = new(
        [new("EUR", 1m), new("USD", 0.9213m), new("GBP", 1.1687m), new("JPY", 0.0061m), new("CHF", 1.0442m)], r => r.Currency);
}
