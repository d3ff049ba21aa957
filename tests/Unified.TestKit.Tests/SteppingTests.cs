using System.Text.RegularExpressions;
using Unified.Definition;
using Unified.TestKit.Given;
using Unified.TestKit.Objects;

namespace Unified.TestKit.Tests;

/// <summary>
/// A debugger stops at the clauses of a query: each is called through a method whose symbols say its line. What a debugger reads of them is
/// what a stack trace reads.
/// </summary>
[TestClass]
public sealed class SteppingTests
{
    private static readonly DateTime Day = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    [DataRow(0, "where 100 / s.Pieces > 0")]
    [DataRow(1, "group s by 100 / (s.Pieces - 1) into g")]
    [DataRow(2, "select new PieceTotal(g.Key, g.Sum(s => 100 / (s.Pieces - 2)));")]
    public void An_error_in_a_clause_has_the_line_on_which_it_begins(int pieces, string clause)
    {
        var log = new GivenLog(WrongJobs.Sales);
        log.Add(new Sale(Day, "a", pieces), 0);
        var trace = ObjectQuery.Of(new PlannedJob(new Divided()), [log]).Rejected.Values.Single().StackTrace!;
        var place = Regex.Match(trace, @"Clauses\.\w+\(.*\) in (?<file>.+):line (?<line>\d+)");
        Assert.IsTrue(place.Success, trace);
        var lines = File.ReadAllLines(place.Groups["file"].Value);
        Assert.AreEqual(clause, lines[int.Parse(place.Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture) - 1].Trim());
    }

    private sealed record PieceTotal(int Key, long Pieces);

    private sealed class Divided : Job<PieceTotal>
    {
        public override Query<PieceTotal> Define() =>
            from s in WrongJobs.Sales
            where 100 / s.Pieces > 0
            group s by 100 / (s.Pieces - 1) into g
            select new PieceTotal(g.Key, g.Sum(s => 100 / (s.Pieces - 2)));
    }
}
