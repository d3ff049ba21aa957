using System.Linq.Expressions;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

/// <summary>Expressions over the types that trades have not, as <see cref="Lambdas"/> are.</summary>
internal static class ParcelLambdas
{
    private static readonly DateOnly Day = new(2024, 3, 2);

    public static IEnumerable<LambdaExpression> All() => [.. Integers(), .. Days(), .. Clocks(), .. Durations(), .. Identities()];

    private static IEnumerable<LambdaExpression> Integers() =>
    [
        L(p => p.Tiny), L(p => p.Tiny + 1), L(p => p.Signed * p.Tiny), L(p => -p.Small), L(p => p.Port > p.Small), L(p => p.Tiny == 7),
        L(p => p.Count + 1), L(p => p.Count - 1), L(p => p.Count * p.Count), L(p => p.Big + 1), L(p => p.Big - 1), L(p => p.Big / 3),
        L(p => p.Big % p.Count), L(p => p.Count < p.Big), L(p => -p.Count), L(p => (long)p.Count + p.Small), L(p => p.MaybeSmall == null),
        L(p => p.MaybeSmall ?? p.Small), L(p => p.MaybeCount + p.Count), L(p => p.MaybeBig ?? p.Big), L(p => p.MaybeSmall!.Value),
        L(p => p.MaybeBig > p.Big), L(p => (decimal)p.Big * 2), L(p => p.MaybeSmall + p.Tiny), L(p => (decimal)p.Tiny),
        L(p => p.Ratio), L(p => p.Weight), L(p => p.MaybeWeight), L(p => p.MaybeRatio.HasValue), L(p => p.Ratio < p.MaybeRatio),
        L(p => p.Ratio >= 0.1f), L(p => p.Ratio == p.MaybeRatio), L(p => p.Ratio != p.Ratio), L(p => p.Weight <= p.MaybeWeight),
    ];

    private static IEnumerable<LambdaExpression> Days() =>
    [
        L(p => p.Day), L(p => p.Due), L(p => p.Day.Year), L(p => p.Day.Month), L(p => p.Day.Day), L(p => p.Day.DayOfYear),
        L(p => p.Day.DayOfWeek), L(p => p.Day.DayOfWeek == DayOfWeek.Sunday), L(p => (int)p.Day.DayOfWeek), L(p => p.Day.DayNumber),
        L(p => p.Day.AddDays(p.Small)), L(p => p.Day.AddDays(5_000_000)), L(p => p.Day.AddMonths(p.Tiny)), L(p => p.Day.AddYears(-p.Tiny)),
        L(p => DateOnly.FromDateTime(p.At)), L(p => p.Day.ToDateTime(p.Opens)), L(p => p.Day < Day), L(p => p.Due == p.Day),
        L(p => p.Due >= Day), L(p => p.Due ?? p.Day), L(p => p.Day != new DateOnly(2024, 2, 29)),
    ];

    private static IEnumerable<LambdaExpression> Clocks() =>
    [
        L(p => p.Opens), L(p => p.Closes), L(p => p.Opens.Hour), L(p => p.Opens.Minute), L(p => p.Opens.Second), L(p =>
            p.Opens.Millisecond),
        L(p => p.Opens < new TimeOnly(9, 30)), L(p => p.Opens < p.Closes), L(p => TimeOnly.FromDateTime(p.At)), L(p =>
            p.Opens.ToTimeSpan()),
        L(p => p.Closes ?? p.Opens), L(p => p.Closes!.Value.Hour),
    ];

    private static IEnumerable<LambdaExpression> Durations() =>
    [
        L(p => p.Took), L(p => p.Delay), L(p => p.Took + TimeSpan.FromHours(1)), L(p => p.Took - p.Delay),
        L(p => p.Took + TimeSpan.FromDays(10_500_000)), L(p => p.Delay - TimeSpan.FromDays(10_675_199)),
        L(p => p.At + TimeSpan.FromDays(3_000_000)), L(p => p.Returned - TimeSpan.FromDays(800_000)), L(p => -p.Took),
        L(p => p.Took.Duration()), L(p => p.Took.Negate()), L(p => p.Took.TotalDays), L(p => p.Took.TotalHours), L(p =>
            p.Took.TotalMinutes),
        L(p => p.Took.TotalSeconds), L(p => p.Took.Days), L(p => p.Took.Hours), L(p => p.Took.Minutes), L(p => p.Took.Seconds),
        L(p => p.Took.Milliseconds), L(p => p.Took > TimeSpan.Zero), L(p => p.Delay ?? p.Took), L(p => p.At - p.At.Date),
        L(p => p.At.TimeOfDay), L(p => p.At + p.Took), L(p => p.At - p.Took), L(p => p.At.Add(p.Took)), L(p => p.At.Subtract(p.At.Date)),
        L(p => p.Seen - p.Returned), L(p => p.Seen + TimeSpan.FromDays(1) > p.Returned),
    ];

    private static IEnumerable<LambdaExpression> Identities() =>
    [
        L(p => p.Id), L(p => p.Parent), L(p => p.Id == p.Parent), L(p => p.Id != Guid.Empty), L(p => p.Id.ToString()), L(p => p.Parent
            ?? p.Id),
        L(p => p.State), L(p => p.Before), L(p => p.State == ParcelState.Sent), L(p => p.State == p.Before), L(p => (int)p.State + 1),
        L(p => p.Before == null), L(p => p.Before ?? p.State), L(p => p.State > ParcelState.Open), L(p => p.Marks == ParcelMarks.Insured),
        L(p => p.Seen), L(p => p.Seen.UtcDateTime), L(p => p.Seen < p.Returned), L(p => p.Took.TotalMilliseconds), L(p =>
            p.Seen.ToUnixTimeSeconds()),
        L(p => p.Seen.ToUnixTimeMilliseconds()), L(p => DateTimeOffset.FromUnixTimeSeconds(p.Count).UtcDateTime.Year),
        L(p => DateTimeOffset.FromUnixTimeMilliseconds((long)p.Count * p.Count)), L(p => p.Seen.UtcDateTime.Hour),
    ];

    private static Expression<Func<Parcel, T>> L<T>(Expression<Func<Parcel, T>> lambda) => lambda;
}
