using Unified.Definition;

namespace Unified.TestKit.Events;

public sealed record ParcelRow(
    byte Tiny, sbyte Signed, ushort Port, uint? Count, ulong? Big, double? Weight, float? Ratio, DateOnly? Due, TimeOnly? Closes,
    TimeSpan? Delay, DateTimeOffset? Returned, Guid? Parent, ParcelState? Before, ParcelMarks Marks, DateTime Day, long N);

/// <summary>Groups by a column of every type that trades have not.</summary>
public sealed class ParcelGroups : Job<ParcelRow>
{
    public override Query<ParcelRow> Define() =>
        from p in Parcels.Source
        group p by new
        {
            p.Tiny,
            p.Signed,
            p.Port,
            Count = p.MaybeCount,
            Big = p.MaybeBig,
            Weight = p.MaybeWeight,
            Ratio = p.MaybeRatio,
            p.Due,
            p.Closes,
            p.Delay,
            p.Returned,
            p.Parent,
            p.Before,
            p.Marks,
            Day = Window.Tumbling(p.At, TimeSpan.FromDays(1)),
        } into g
        select new ParcelRow(g.Key.Tiny, g.Key.Signed, g.Key.Port, g.Key.Count, g.Key.Big, g.Key.Weight, g.Key.Ratio, g.Key.Due,
            g.Key.Closes, g.Key.Delay, g.Key.Returned, g.Key.Parent, g.Key.Before, g.Key.Marks, g.Key.Day, g.Count());
}

public sealed record ParcelTotal(ParcelState State, DateOnly Sent, Guid? Parent, long N);

/// <summary>Few groups of many parcels.</summary>
public sealed class ParcelStates : Job<ParcelTotal>
{
    public override Query<ParcelTotal> Define() =>
        from p in Parcels.Source
        where p.State != ParcelState.Lost && p.Took < TimeSpan.FromDays(300_000)
        group p by new { p.State, Sent = DateOnly.FromDateTime(p.At), p.Parent } into g
        select new ParcelTotal(g.Key.State, g.Key.Sent, g.Key.Parent, g.Count());
}
