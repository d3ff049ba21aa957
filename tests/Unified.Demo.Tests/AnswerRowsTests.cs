using Unified.Demo.Shared;
using Unified.Jobs.Samples;
using Unified.Plans;

namespace Unified.Demo.Tests;

/// <summary>A comparison that finds nothing is worth nothing: each kind of difference is one.</summary>
[TestClass]
public sealed class AnswerRowsTests
{
    private static readonly DateTime Day = new(2026, 3, 9, 4, 0, 0, DateTimeKind.Utc);
    private static readonly JobPlan Plan = JobPlan.Create(new NewYorkDays());
    private static readonly object?[] Ibm = Row("IBM", 250.5m), Ko = Row("KO", 74.1m);

    [TestMethod]
    public void The_same_rows_in_another_order_are_equal() =>
        Assert.AreEqual((2L, 2L, 0L), Compare(AnswerRows.Of(Plan, [Ibm, Ko]), AnswerRows.Of(Plan, [Ko, Ibm])));

    [TestMethod]
    public void A_value_that_differs_is_one_drift_and_is_shown()
    {
        var difference = AnswerRows.Of(Plan, [Ibm, Ko]).Compare(AnswerRows.Of(Plan, [Ibm, Row("KO", 74.11m)]), "the file");
        Assert.AreEqual(1, difference.Drift);
        Assert.Contains("open=74.1,", difference.Examples.Single());
        Assert.Contains("| the file: symbol=KO, day=2026-03-09T04:00:00Z, open=74.11,", difference.Examples.Single());
    }

    [TestMethod]
    public void Rows_that_are_missing_and_rows_that_are_too_many_are_drift()
    {
        Assert.AreEqual((1L, 1L, 1L), Compare(AnswerRows.Of(Plan, [Ibm]), AnswerRows.Of(Plan, [Ibm, Ko])));
        Assert.AreEqual((2L, 1L, 1L), Compare(AnswerRows.Of(Plan, [Ibm, Ko]), AnswerRows.Of(Plan, [Ibm])));
        Assert.AreEqual((2L, 1L, 1L), Compare(AnswerRows.Of(Plan, [Ibm, Ibm]), AnswerRows.Of(Plan, [Ibm])), "each as often as it is there");
    }

    [TestMethod]
    public void One_value_has_one_spelling_whoever_gives_it()
    {
        var micros = (Day.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        object?[] other = ["IBM", micros, "250.50", "250.5000", 250.500m, 250.5m, 100, 250.5d];
        Assert.AreEqual((1L, 1L, 0L), Compare(AnswerRows.Of(Plan, [Ibm]), AnswerRows.Of(Plan, [other])));
    }

    [TestMethod]
    public void Doubles_differ_by_their_last_bit()
    {
        object?[] other = [.. Ibm];
        other[^1] = Math.BitIncrement(250.5);
        Assert.AreEqual((1L, 0L, 1L), Compare(AnswerRows.Of(Plan, [Ibm]), AnswerRows.Of(Plan, [other])));
    }

    private static object?[] Row(string symbol, decimal price) => [symbol, Day, price, price, price, price, 100L, (double)price];

    private static (long Rows, long Equal, long Drift) Compare(AnswerRows ours, AnswerRows theirs)
    {
        var difference = ours.Compare(theirs, "the others");
        return (difference.Rows, difference.Equal, difference.Drift);
    }
}
