using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Rows;
using Unified.Serving.Versions;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Serving.Tests.Versions;

/// <summary>What the comparison says is what a comparison of the two answers as plain lines says.</summary>
[TestClass]
public sealed class AnswerComparisonTests
{
    private const int KeyColumns = 3;

    [TestMethod]
    public async Task Every_row_is_counted_once_and_every_column_where_it_differs()
    {
        var random = TestSeed.Take().Random();
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        for (var round = 0; round < 3; round++)
        {
            var log = new ReadingLog(random);
            log.Append(50 + (200 * round));
            await ViewTests.StreamAsync(old, log);
            log.Append(20 * round);
            await ViewTests.StreamAsync(next, log);
            var (before, after) = (await RowsAsync(old), await RowsAsync(next));
            var found = await CompareAsync(old, next);
            Assert.AreEqual(before.Keys.Except(after.Keys).Count(), found.OnlyOld, "only in the old");
            Assert.AreEqual(after.Keys.Except(before.Keys).Count(), found.OnlyNew, "only in the new");
            var both = before.Keys.Intersect(after.Keys).Select(k => (Old: before[k], New: after[k])).ToArray();
            Assert.AreEqual(both.Count(b => b.Old.SequenceEqual(b.New)), found.Equal, "equal");
            Assert.AreEqual(both.Count(b => !b.Old.SequenceEqual(b.New)), found.Different, "different");
            var names = old.Plan.Outputs.Skip(KeyColumns).Select(o => o.Field.Name).ToArray();
            var columns = found.Columns.ToDictionary(c => c.Column, c => c.Rows);
            for (var i = 0; i < names.Length; i++)
            {
                Assert.AreEqual(both.Count(b => b.Old[i] != b.New[i]), columns.GetValueOrDefault(names[i]), names[i]);
            }

            Assert.AreEqual(Math.Min(3, found.OnlyOld) + Math.Min(3, found.OnlyNew) + Math.Min(3, found.Different), found.Examples.Count,
                "a few examples of each sort");
            Assert.IsTrue(found.Examples.All(e => e.Keys.Count == KeyColumns && (e.Columns.Count > 0)));
        }
    }

    [TestMethod]
    public async Task Equal_answers_are_equal_and_have_no_examples()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursAboveZero());
        var found = await CompareAsync(old, next);
        Assert.AreEqual((0L, 0L, 0L, 0L, 0, 0), (found.OnlyOld, found.OnlyNew, found.Equal, found.Different, found.Columns.Count,
            found.Examples.Count));
    }

    [TestMethod]
    public async Task Columns_that_only_one_has_or_with_another_type_are_named_and_the_others_are_compared()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceHoursShort());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(200);
        await ViewTests.StreamAsync(old, log);
        await ViewTests.StreamAsync(next, log);
        var schema = Schema(old, next);
        Assert.AreEqual("total", schema.Values.Single().Name);
        Assert.Contains($"value epoch is int64 in {old.Plan.Version} and int32? in {next.Plan.Version}", schema.Differences);
        Assert.Contains($"value p90 (double) is only in {old.Plan.Version}", schema.Differences);
        Assert.Contains($"value largest (decimal(12,2)) is only in {next.Plan.Version}", schema.Differences);
        var found = await CompareAsync(old, next);
        Assert.AreEqual((await RowsAsync(old)).Count, found.Equal, "the one column that both have is the same");
    }

    [TestMethod]
    public async Task Other_keys_are_named_and_no_rows_are_compared()
    {
        using var old = await World.CreateAsync(new PlaceHours());
        using var next = await old.WithAsync(new PlaceDays());
        var schema = Schema(old, next);
        Assert.IsFalse(schema.Comparable);
        Assert.Contains($"key p (string?) is only in {old.Plan.Version}", schema.Differences);
    }

    internal static Task<AnswerDifference> CompareAsync(World old, World next) =>
        new AnswerComparison(old.Database).RunAsync("place_hours", Schema(old, next), old.Plan.Version, next.Plan.Version,
            CancellationToken.None);

    private static SchemaComparison Schema(World old, World next) =>
        SchemaComparison.Of(DefinitionVersion.Of(old.Plan), DefinitionVersion.Of(next.Plan));

    /// <summary>The rows of a version: keys to values.</summary>
    private static async Task<Dictionary<string, string[]>> RowsAsync(World world) =>
        (await world.LinesAsync($"SELECT * FROM {world.Names.VersionView(ViewKind.Answer)}")).Select(line => line.Split('|'))
            .ToDictionary(cells => string.Join('|', cells.Take(KeyColumns)), cells => cells.Skip(KeyColumns).ToArray());
}
