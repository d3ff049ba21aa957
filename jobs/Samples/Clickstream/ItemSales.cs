using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>What was bought of an article on a day.</summary>
/// <param name="Sku">The article.</param>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Pieces">How many.</param>
/// <param name="Turnover">For how much.</param>
/// <param name="Dearest">The highest price of one.</param>
public sealed record ItemDay(string Sku, DateTime Day, long Pieces, decimal Turnover, decimal Dearest);

/// <inheritdoc cref="ItemDay"/>
public sealed class ItemSales : Job<ItemDay>
{
    public override Query<ItemDay> Define() =>
        from c in Clicks.Source
        where c.EventType == "purchase"
        from item in c.Items // a row for every line of the purchase
        group item by new { item.Sku, Day = Window.Day(c.EventTime) } into g
        select new ItemDay(g.Key.Sku, g.Key.Day, g.Sum(i => i.Quantity), g.Sum(i => i.Price * i.Quantity), g.Max(i => i.Price));
}
