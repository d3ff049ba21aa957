using Unified.Definition;

namespace Unified.Analyzers.Samples.Twelve;

// One definition as somebody writes it who has read no page: twelve mistakes, of all of which one build tells.
public sealed record Payment(DateTime At, Uri Merchant, decimal Amount, string Country, string? Card, int Attempts);

public sealed record Declined(string Country, int Payments, double? Slowest);

public sealed class DeclineRates : Job<Declined>
{
    private static int s_limit = 3;

    private static readonly Source<Payment> Payments = new()
    {
        Topic = "card payments",
        Name = "payments",
        Partitions = 0,
        EpochLength = 50_000,
        TimeZone = "Europe/Berlin",
        EventTime = p => p.At,
    };

    public override Query<Declined> Define() =>
        from p in Payments
        where p.At > DateTime.UtcNow.AddDays(-7)
        where p.Attempts > s_limit
        where p.Card!.Length == 16
        group p by p.Country.ToUpper() into g
        select new Declined(g.Key, (int)g.Count(), g.Quantile(p => p.Attempts, 95));
}
