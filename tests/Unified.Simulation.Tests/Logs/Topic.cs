using System.Globalization;
using System.Text;
using Unified.Definition;
using Unified.Plans;

namespace Unified.Simulation.Tests.Logs;

/// <summary>An event.</summary>
internal sealed record Sale(DateTime At, string Shop, long Amount);

/// <summary>A row of the answer.</summary>
internal sealed record ShopDay(string Shop, DateTime Day, long Sales, long Amount);

/// <summary>Sales and turnover by shop and day.</summary>
internal sealed class ShopDays : Job<ShopDay>
{
    public const int Partitions = 2;

    public static readonly Source<Sale> Sales = new() { Topic = "sales", Partitions = Partitions, EpochLength = 16, EventTime = s => s.At };

    public override Query<ShopDay> Define() =>
        from s in Sales
        group s by new { s.Shop, Day = Window.Tumbling(s.At, TimeSpan.FromDays(1)) } into g
        select new ShopDay(g.Key.Shop, g.Key.Day, g.Count(), g.Sum(s => s.Amount));
}

/// <summary>A record. One that cannot be decoded has no event.</summary>
internal sealed record Entry(long Offset, byte[] Value, Sale? Event);

/// <summary>One partition of a topic. Everything that was ever in it is remembered, what the broker has dropped too.</summary>
internal sealed class PartitionLog
{
    private const int Days = 3;

    public List<Entry> Entries { get; } = [];

    /// <summary>The first offset that the broker still has.</summary>
    public long Low { get; set; }

    public long High { get; private set; }

    public void Produce(Random random)
    {
        // Offsets have gaps.
        High += random.Next(5) == 0 ? random.Next(1, 24) : 0;
        var sale = random.Next(15) == 0 ? null
            : new Sale(new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(random.Next(24 * Days)), $"s{random.Next(3)}",
                random.Next(1, 1000));
        var text = sale is null ? "no json" : string.Create(CultureInfo.InvariantCulture,
            $$"""{"At":"{{sale.At:yyyy-MM-ddTHH:mm:ssZ}}","Shop":"{{sale.Shop}}","Amount":{{sale.Amount}}}""");
        Entries.Add(new Entry(High++, Encoding.UTF8.GetBytes(text), sale));
    }
}

/// <summary>A topic.</summary>
internal sealed class Topic
{
    public static readonly JobPlan Plan = JobPlan.Create(new ShopDays());

    public string Id { get; set; } = "topic-1";

    public PartitionLog[] Partitions { get; } = [.. Enumerable.Range(0, ShopDays.Partitions).Select(_ => new PartitionLog())];

    /// <summary>What the groups have committed.</summary>
    public Dictionary<int, long> Committed { get; } = [];
}
