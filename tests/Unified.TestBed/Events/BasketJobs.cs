using Unified.Definition;

namespace Unified.TestKit.Events;

public sealed record SkuHour(string Sku, DateTime Hour, long N, long Qty, decimal Paid, long Gifts);

/// <summary>Groups of the records of a list.</summary>
public sealed class SkuHours : Job<SkuHour>
{
    public override Query<SkuHour> Define() =>
        from b in Baskets.Source
        where b.Who.Id > 0
        from l in b.Lines
        where l.Qty > 0
        group l by new { l.Sku, Hour = Window.Tumbling(b.At, TimeSpan.FromHours(1)) } into g
        select new SkuHour(g.Key.Sku, g.Key.Hour, g.Count(), g.Sum(l => l.Qty), g.Sum(l => l.Price * l.Qty),
            g.Count(l => l.Gift != null));
}

public sealed record TagRow(long Shopper, string Tag, int Value);

/// <summary>A row for every entry of a dictionary.</summary>
public sealed class TagRows : Job<TagRow>
{
    public override Query<TagRow> Define() =>
        from b in Baskets.Source
        from t in b.Tags
        where t.Value >= 0
        select new TagRow(b.Who.Id, t.Key, t.Value);
}

public sealed record ParcelCount(Guid Parcel, long N, string FirstLabel);

/// <summary>Lists in the records of a list that may be missing.</summary>
public sealed class ParcelCounts : Job<ParcelCount>
{
    public override Query<ParcelCount> Define() =>
        from b in Baskets.Source
        from x in b.Boxes
        where x.Label != "null"
        from p in x.Parcels
        group new { x.Label } by p into g
        select new ParcelCount(g.Key, g.Count(), g.Min(x => x.Label));
}

public sealed record NamedPrice(string Box, string Name, decimal Max, long Since, double? Score);

/// <summary>Dictionaries of records, beside a list of values that may be null.</summary>
public sealed class NamedPrices : Job<NamedPrice>
{
    public override Query<NamedPrice> Define() =>
        from b in Baskets.Source
        from x in b.Boxes
        from n in x.Named
        from s in b.Scores
        group new { n.Value.Price, n.Value.Since, Score = s } by new { x.Label, n.Key } into g
        select new NamedPrice(g.Key.Label, g.Key.Key, g.Max(n => n.Price), g.Count(n => n.Since != null), g.Max(n => n.Score));
}
