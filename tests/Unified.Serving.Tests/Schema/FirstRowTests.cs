using Unified.Serving.Schema;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Schema;

[TestClass]
public sealed class FirstRowTests
{
    private const int Writers = 8;

    [TestMethod]
    public async Task Of_many_installations_that_ask_for_their_id_at_once_all_get_the_same_eight_digits()
    {
        using var database = Server.NewDatabase();
        await new DatabaseSchema(database).EnsureAsync(CancellationToken.None);
        var ids = await AtOnceAsync(_ => new Installation(database).IdAsync(CancellationToken.None));
        Assert.AreEqual(1, ids.Distinct().Count(), string.Join(", ", ids));
        StringAssert.Matches(ids[0], new System.Text.RegularExpressions.Regex("^[0-9a-f]{8}$"));
        using var again = Server.Database(database.Options.Database);
        Assert.AreEqual(ids[0], await new Installation(again).IdAsync(CancellationToken.None));
        using var other = Server.NewDatabase();
        Assert.AreNotEqual(ids[0], await new Installation(other).IdAsync(CancellationToken.None));
        Server.Drop(database);
        Server.Drop(other);
    }

    [TestMethod]
    public async Task A_log_has_the_identity_that_was_remembered_first_and_another_log_its_own()
    {
        using var database = Server.NewDatabase();
        Assert.IsNull(await new ClickHouseLogIdentities(database).FindAsync("flights", CancellationToken.None),
            "also before there are tables");
        var told = await AtOnceAsync(i => new ClickHouseLogIdentities(database)
            .RememberAsync("flights", $"topic id {i}", CancellationToken.None));
        Assert.AreEqual(1, told.Distinct().Count(), string.Join(", ", told));
        var identities = new ClickHouseLogIdentities(database);
        Assert.AreEqual(told[0], await identities.FindAsync("flights", CancellationToken.None));
        Assert.AreEqual("another", await identities.RememberAsync("flights.2", "another", CancellationToken.None));
        Assert.AreEqual(told[0], await identities.RememberAsync("flights", "too late", CancellationToken.None));
        Server.Drop(database);
    }

    private static async Task<string[]> AtOnceAsync(Func<int, Task<string>> write)
    {
        // Awaited here: a barrier that is gone lets nobody pass.
        using var start = new Barrier(Writers);
        return await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return write(i);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray());
    }
}
