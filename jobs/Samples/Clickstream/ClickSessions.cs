using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>A visit: clicks of a visitor that follow each other within half an hour.</summary>
/// <param name="Visitor">Who.</param>
/// <param name="Start">The first click.</param>
/// <param name="Last">The last click so far.</param>
/// <param name="Clicks">How many.</param>
/// <param name="Landing">The path of the first page.</param>
/// <param name="Campaign">The first campaign that an address names; null when none does.</param>
/// <param name="Purchases">Purchases.</param>
/// <param name="Items">Lines of the purchases.</param>
public sealed record ClickSession(
    string Visitor, DateTime Start, DateTime Last, long Clicks, string? Landing, string? Campaign, long Purchases, long Items);

/// <inheritdoc cref="ClickSession"/>
public sealed class ClickSessions : Job<ClickSession>
{
    public override Query<ClickSession> Define() =>
        from c in Clicks.Source
        group c by new { Visitor = c.Visitor.Id, Start = Window.Session(c.EventTime, TimeSpan.FromMinutes(30)) } into g
        select new ClickSession(
            g.Key.Visitor, g.Key.Start, g.Max(c => c.EventTime), g.Count(),
            g.First(c => Url.Path(c.Page.Url)), g.First(c => Url.QueryValue(c.Page.Url, "utm_campaign")),
            g.Count(c => c.EventType == "purchase"), g.Sum(c => c.EventType == "purchase" ? c.Items.Length : 0));
}
