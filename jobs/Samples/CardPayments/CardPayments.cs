using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>How a merchant's card payments go, minute by minute.</summary>
/// <param name="Merchant">Who is paid.</param>
/// <param name="Minute">The minute's start, in UTC.</param>
/// <param name="Payments">Attempts.</param>
/// <param name="Declined">Of them, those that were declined.</param>
/// <param name="DeclineRate">Their share, 0 to 1.</param>
/// <param name="Euros">What was approved, in euros: exact, no rounding anywhere.</param>
/// <param name="LargestDeclined">The largest amount that was declined, in euros; null when none was.</param>
public sealed record MerchantMinute(
    string Merchant, DateTime Minute, long Payments, long Declined, double DeclineRate, decimal Euros, decimal? LargestDeclined);

/// <inheritdoc cref="MerchantMinute"/>
public sealed class CardPayments : Job<MerchantMinute>
{
    public override Query<MerchantMinute> Define() =>
        from p in Payments.Source
        let euros = p.Amount * Payments.Rates[p.Currency].Euros // no such currency: the event is quarantined, with its offset
        group new { p.Status, Euros = euros } by new { p.Merchant, Minute = Window.Tumbling(p.At, TimeSpan.FromMinutes(1)) } into g
        select new MerchantMinute(
            g.Key.Merchant, g.Key.Minute, g.Count(), g.Count(p => p.Status == "declined"),
            g.Count(p => p.Status == "declined") / (double)g.Count(),
            g.Where(p => p.Status == "approved").Sum(p => p.Euros),
            g.Where(p => p.Status == "declined").Max(p => (decimal?)p.Euros));
}
