using Unified.Definition;

namespace Unified.Nexmark.Jobs;

/// <summary>Somebody who was new and sold something in the same ten seconds.</summary>
public sealed record NewSeller(long Id, string Name, DateTime Start);

/// <summary>Monitor new users: the persons who opened an auction in the ten seconds in which they came.</summary>
public sealed class Q8 : Job<NewSeller>
{
    public override Query<NewSeller> Define() =>
        Events.Persons.GroupBy(p => new { p.Id, Start = Window.Tumbling(p.DateTime, TimeSpan.FromSeconds(10)) }).Join(
            Events.Auctions.GroupBy(a => new { Id = a.Seller, Start = Window.Tumbling(a.DateTime, TimeSpan.FromSeconds(10)) }),
            (key, persons, auctions) => new NewSeller(key.Id, persons.First(p => p.Name), key.Start));
}
