using Unified.Definition;

namespace Unified.TestKit.Tests;

/// <summary>The two zeros are one key: a result that computes with it does not depend on which came first.</summary>
[TestClass]
public sealed class ZeroKeyTests
{
    private static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    public sealed record Reading(DateTime At, double Level, float? Drift);

    public sealed record Reciprocal(double Level, double OneBy, long Readings);

    public sealed record DriftReciprocal(double Level, float? Drift, double OneBy, long Readings);

    public static Source<Reading> Readings { get; } = new() { Topic = "readings", EventTime = r => r.At };

    private static Query<Reciprocal> ByLevel() =>
        from r in Readings
        group r by r.Level into g
        select new Reciprocal(g.Key, 1 / g.Key, g.Count());

    private static Query<DriftReciprocal> ByDrift() =>
        from r in Readings
        group r by new { r.Level, r.Drift } into g
        select new DriftReciprocal(g.Key.Level, g.Key.Drift, 1 / (double)(g.Key.Drift ?? 1), g.Count());

    [TestMethod]
    [DataRow(-0.0, 0.0), DataRow(0.0, -0.0), DataRow(-0.0, -0.0)]
    public void Of_one_value(double first, double second) => JobTest.For(ByLevel())
        .Given(new Reading(Noon, first, null), new Reading(Noon, second, null))
        .Then<Reciprocal>(new Reciprocal(0, double.PositiveInfinity, 2)).CutInvariant(20);

    [TestMethod]
    [DataRow(-0.0f, 0.0f), DataRow(0.0f, -0.0f), DataRow(-0.0f, -0.0f)]
    public void Of_several_values(float first, float second) => JobTest.For(ByDrift())
        .Given(new Reading(Noon, -0.0, first), new Reading(Noon, 0, second))
        .Then<DriftReciprocal>(new DriftReciprocal(0, 0, double.PositiveInfinity, 2)).CutInvariant(20);
}
