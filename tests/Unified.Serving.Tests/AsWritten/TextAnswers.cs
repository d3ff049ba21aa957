using System.Text.RegularExpressions;
using Acme;
using Unified.Definition;
using static Unified.Serving.Tests.Fixtures.Expected;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>Answers about records of every type, their texts and times: N16.</summary>
internal static class TextAnswers
{
    public static Answered X01Enum() => Counted(new X01Enum(), Feeds.Colours.Value, e => e.s);

    public static Answered X02Guid() => Counted(new X02Guid(), Feeds.Guids.Value, e => e.s);

    public static Answered X03DateOnly() => Counted(new X03DateOnly(), Feeds.Days.Value, e => e.s);

    public static Answered X04TimeSpan() => Counted(new X04TimeSpan(), Feeds.Durations.Value, e => e.s);

    public static Answered X05Float() => Counted(new X05Float(), Feeds.Narrow.Value, e => e.s);

    public static Answered X06Dto() => Counted(new X06Dto(), Feeds.Offsets.Value, e => e.s);

    public static Answered X11Sub() => Counted(new X11Sub(), e => e.s[..2]);

    public static Answered X12Split() => Counted(new X12Split(), e => e.s.Split('/')[0]);

    public static Answered X13Trim() => Counted(new X13Trim(), e => e.s.Trim());

    public static Answered X14Replace() => Counted(new X14Replace(), e => e.s.Replace('a', 'b'));

    public static Answered X15Regex() => Chosen(new X15Regex(), e => e.s[0] == 'a');

    public static Answered X18Concat() => Counted(new X18Concat(), e => $"{e.s}-{e.t}");

    public static Answered X19IsNull() => Chosen(new X19IsNull(), e => e.t is { Length: > 0 });

    public static Answered X23MinMax() => Summed(new X23MinMax(), e => e.n > 0 ? e.n : 0);

    public static Answered X24In() => Chosen(new X24In(), e => e.s is "a" or "b");

    public static Answered X25Dur() => Chosen(new X25Dur(), e => e.u is { } until && until > e.at.AddMinutes(5));

    public static Answered X27Dow() => Counted(new X27Dow(), e => $"{(int)e.at.DayOfWeek}");

    public static Answered X28Equals() => Chosen(new X28Equals(), e => e.s is "a" or "A");

    public static Answered X29Min() => Counted(new X29Min(), e => $"{e.at.Minute}");

    public static Answered X30Bits() => Chosen(new X30Bits(), e => e.n % 2 != 0);

    public static Answered U1Up() => Counted(new U1Up(), e => string.Concat(e.s.Select(char.ToUpperInvariant)));

    public static Answered U2Bucket() => Counted(new U2Bucket(), e => e.n < 10 ? "small" : e.n < 100 ? "medium" : "large");

    public static Answered U3Norm() => Counted(new U3Norm(), e =>
        string.Join('-', Regex.Split(e.s.Trim().ToLowerInvariant(), "[^a-z0-9]+")));

    public static Answered U4Host() => Counted(new U4Host(), e => e.s.Split('/')[2]);

    public static Answered U6CatI() => Counted(new U6CatI(), e => $"{e.s}-{e.n}");

    // Below zero there is no logarithm, and what there is instead is no integer.
    public static Answered U7Log() => new(new U7Log(), Feeds.Ms.Value, () => Feeds.Ms.Value.Events.Where(e => e.n >= 0).GroupBy(e => e.s)
        .Select(g => Line(g.Key, g.Sum(e => System.Numerics.BitOperations.Log2((uint)e.n + 1)))))
    {
        Rejected = Feeds.Ms.Value.Events.Count(e => e.n < 0),
    };

    public static Answered U8Round() => Summed(new U8Round(), e => (long)Math.Round(e.d, MidpointRounding.ToEven));

    public static Answered U9Nul() => Counted(new U9Nul(), e => e.t is null ? "null" : $"{e.t[0]}");

    public static Answered U9NulI() => new(new U9NulI(), Feeds.Ms.Value, () => Feeds.Ms.Value.Events.GroupBy(e => e.s).Select(g =>
        Line(g.Key, g.Any(e => e.n > 3) ? g.Where(e => e.n > 3).Sum(e => (long)e.n) : null)));

    public static Answered UbObjInit() => Counted(new UbObjInit(), e => e.s);

    private static Answered Counted(Job job, Func<M, string> key) => Counted(job, Feeds.Ms.Value, key);

    private static Answered Counted<T>(Job job, Feed<T> feed, Func<T, string> key)
        where T : notnull => Answered.Throwing(job, feed, key);

    private static Answered Chosen(Job job, Func<M, bool> chosen) => new(job, Feeds.Ms.Value, () =>
        Feeds.Ms.Value.Events.Where(chosen).GroupBy(e => e.s).Select(g => Line(g.Key, g.Count())));

    private static Answered Summed(Job job, Func<M, long> value) => new(job, Feeds.Ms.Value, () =>
        Feeds.Ms.Value.Events.GroupBy(e => e.s).Select(g => Line(g.Key, g.Sum(value))));
}
