using Unified.Epochs;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Rows;

/// <summary>The tables and views of a job of one row an event.</summary>
[TestClass]
public sealed class EventRowTests
{
    [TestMethod]
    public async Task The_tables_are_sorted_as_the_definition_says_and_then_by_lineage()
    {
        using var sorted = await World.CreateAsync(new ShopEvents());
        using var plain = await World.CreateAsync(new RecentOrders());
        Assert.AreEqual("product, time, _log, _p, _offset, _branch, _epoch", await SortKeyAsync(sorted, "stream"));
        Assert.AreEqual("product, time, _log, _p, _offset, _branch", await SortKeyAsync(sorted, "batch"));
        Assert.AreEqual("product, time, _log, _p, _offset, _branch", await SortKeyAsync(sorted, "staging"));
        Assert.AreEqual("_time, _log, _p, _offset, _branch", await SortKeyAsync(plain, "batch"));
    }

    [TestMethod]
    public async Task The_answer_has_the_result_alone_the_form_for_scans_its_lineage_and_the_rows_their_layer_too()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        CollectionAssert.AreEqual(new[] { "time", "product", "pieces", "price" }, await ColumnsAsync(world, ViewKind.Answer));
        CollectionAssert.AreEqual(
            new[] { "time", "product", "pieces", "price", "_log", "_p", "_offset", "_branch", "_time" },
                await ColumnsAsync(world, ViewKind.Scan));
        CollectionAssert.AreEqual(
            new[] { "_log", "_p", "_offset", "_branch", "_time", "time", "product", "pieces", "price", "_layer", "_generation", "_epoch",
                "_covered" },
            await ColumnsAsync(world, ViewKind.Rows));
    }

    [TestMethod]
    public async Task Every_event_is_there_once_by_its_place_in_its_log_however_often_it_was_written_and_in_whichever_layer()
    {
        using var world = await World.CreateAsync(new ShopEvents());
        var random = TestSeed.Take().Random();
        var simulation = new ShopSimulation(world, random);
        for (var i = 0; i < 3; i++)
        {
            simulation.Append(300);
            await simulation.FlushAsync(all: true);
            // A stream that was left for dead writes what it had.
            var place = simulation.Partitions.ElementAt(random.Next(5));
            var covered = random.NextInt64(simulation.Next(place) + 1);
            await world.Tables.UpsertAsync(
                world.Plan, [simulation.Rows(new EpochId(place, world.Plan.Source(place).Epochs.Of(covered)), covered)],
                    CancellationToken.None);
            await simulation.PromoteAsync();
        }

        await simulation.CheckAsync("three promotions");
        Assert.AreEqual(simulation.Expected().Count, await world.CountAsync(
            $"SELECT uniqExact(_log, _p, _offset, _branch) FROM {world.Names.PublicView(ViewKind.Scan)}"));
        Assert.AreEqual(2, await world.CountAsync($"SELECT uniqExact(_layer) FROM {world.Names.PublicView(ViewKind.Rows)}"));
        Assert.AreEqual(0,
            await world.CountAsync(
            $"SELECT count() FROM {world.Names.PublicView(ViewKind.Rows)} WHERE _layer = 'stream' AND intDiv(_offset, if(_log = 'orders', "
                + $"16, 64)) != _epoch"));
    }

    private static Task<string> SortKeyAsync(World world, string table) => world.Database.SingleAsync(
        $"SELECT sorting_key FROM system.tables WHERE database = '{world.Database.Options.Database}' AND name = "
            + $"'{world.Names.Bare(table)}'",
        r => r.GetString(0), CancellationToken.None);

    private static async Task<string[]> ColumnsAsync(World world, ViewKind kind) =>
        [.. await world.Database.QueryAsync($"DESCRIBE {world.Names.PublicView(kind)}", r => r.GetString(0), CancellationToken.None)];
}
