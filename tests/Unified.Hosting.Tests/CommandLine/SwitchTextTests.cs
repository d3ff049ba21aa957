using Unified.Hosting.CommandLine;
using Unified.Serving.Versions;

namespace Unified.Hosting.Tests.CommandLine;

[TestClass]
public sealed class SwitchTextTests
{
    private static readonly SwitchOutcome Outcome = new(
        "sales", "aaaa", "bbbb", "aaaa", SwitchResult.Refused, [new Lag(true, "bbbb has read less")],
        new VersionComparison(
            ["Filter a"], [.. Enumerable.Range(1, 10).Select(i => $"Filter b{i}")],
                new SchemaComparison([], true, [], ["value x (int64) is only in aaaa"]),
            new AnswerDifference(1, 0, 1234, 2, [("total", 2)],
            [
                new([("shop", "X"), ("day", "2001-04-01")], true, true, [("total", "1", null)]),
                new([("shop", "Y"), ("day", "2001-04-01")], true, false, [("total", "7", null)]),
            ])),
        ["a note"]);

    [TestMethod]
    public void A_refusal_says_what_differs_what_is_missing_and_what_to_do() => Assert.AreEqual(
        """
        sales: aaaa (public) -> bbbb
          - Filter a
          + Filter b1
          + Filter b2
          + Filter b3
          + Filter b4
          + Filter b5
          + Filter b6
          + Filter b7
          + Filter b8
          + and 2 lines more
          schema: value x (int64) is only in aaaa
          rows: 1,234 equal, 2 with other values, 1 only in aaaa, 0 only in bbbb
          columns that differ: total in 2 rows
          for example shop=X, day=2001-04-01: total 1 -> null
          for example shop=Y, day=2001-04-01: only in aaaa (total = 7)
          note: a note
          not caught up: bbbb has read less
          REFUSED, aaaa stays public: bbbb has not caught up. --force switches all the same
        """.ReplaceLineEndings("\n"), SwitchText.Text(Outcome));

    [TestMethod]
    public void A_switch_says_what_is_shown_now_and_the_way_back() => Assert.EndsWith(
        "SWITCHED: sales, sales_scan and sales_rows show bbbb. The way back: jobs switch --job sales --to aaaa",
            SwitchText.Text(Outcome with { Result = SwitchResult.Switched, Shown = "bbbb" }));

    [TestMethod]
    public void Keys_that_are_not_the_same_are_told() => Assert.Contains(
        "the rows were not compared: keys and window are not the same",
        SwitchText.Text(
            Outcome with { Comparison = Outcome.Comparison! with { Answers = null, Schema = new SchemaComparison([], false, [], []) } }));
}
