using Unified.Definition;

namespace Unified.TestKit.Tests;

public sealed record Sale(DateTime At, string Shop, int Pieces);

public sealed record ShopTotal(string Shop, long Pieces);

/// <summary>Jobs that break their promise: functions that are marked as deterministic and are not.</summary>
public static class WrongJobs
{
    private static readonly int[] Calls = [0];
    private static readonly int[] Last = [0];

    public static Source<Sale> Sales { get; } = new() { Topic = "sales", EventTime = s => s.At };

    public static Source<Sale> Returns { get; } = new() { Topic = "returns", EventTime = s => s.At };

    /// <summary>Every third call is another one.</summary>
    [Deterministic]
    public static int Counted(int pieces) => ++Calls[0] % 3 == 0 ? pieces + 1 : pieces;

    /// <summary>How many pieces more than the event before it had; of the first of a day all.</summary>
    [Deterministic]
    public static int Change(DateTime at, int pieces)
    {
        var change = at.TimeOfDay == TimeSpan.Zero ? pieces : pieces - Last[0];
        Last[0] = pieces;
        return change;
    }
}

public sealed class CountedTotals : Job<ShopTotal>
{
    public override Query<ShopTotal> Define() =>
        from s in WrongJobs.Sales
        where s.Pieces > 0
        group s by s.Shop into g
        select new ShopTotal(g.Key, g.Sum(s => WrongJobs.Counted(s.Pieces)));
}

public sealed class Changes : Job<ShopTotal>
{
    public override Query<ShopTotal> Define() =>
        from s in WrongJobs.Sales
        group s by s.Shop into g
        select new ShopTotal(g.Key, g.Sum(s => WrongJobs.Change(s.At, s.Pieces)));
}

/// <summary>Reads two sources of the same records.</summary>
public sealed class NetTotals : Job<ShopTotal>
{
    public override Query<ShopTotal> Define() =>
        from s in WrongJobs.Sales.Select(s => new { s.Shop, Pieces = (long)s.Pieces })
            .Concat(WrongJobs.Returns.Select(s => new { s.Shop, Pieces = -(long)s.Pieces }))
        group s by s.Shop into g
        orderby g.Sum(s => s.Pieces) descending
        select new ShopTotal(g.Key, g.Sum(s => s.Pieces));
}
