using Unified.Batch.Scheduling;
using Unified.Batch.Scheduling.Leases;
using Unified.TestKit.PostgreSql;

namespace Unified.Batch.Tests.Scheduling.PostgreSql;

/// <summary>A lease says who works; what is written under one is refused once somebody else has it.</summary>
[TestClass]
public sealed class LeaseTests : PostgresTest
{
    [TestMethod]
    public async Task One_of_many_has_a_lease_and_the_numbers_rise_in_memory()
    {
        using var storage = ScheduleStorage.InMemory(TimeProvider.System);
        await OneOfManyAsync(storage, storage);
    }

    [TestMethod]
    public async Task One_of_many_has_a_lease_and_the_numbers_rise_in_PostgreSQL()
    {
        using var one = await OpenAsync();
        using var two = await OpenAsync();
        await OneOfManyAsync(one, two);
    }

    [TestMethod]
    public async Task A_holder_that_lives_keeps_its_lease_for_as_long_as_it_likes()
    {
        using var one = await OpenAsync();
        using var two = await OpenAsync();
        using var lease = one.Leases.TryTake("slice")!;
        await Task.Delay(Abandoned * 2, TestContext.CancellationToken);
        Assert.IsNull(two.Leases.TryTake("slice"));
        Assert.IsFalse(lease.Lost.IsCancellationRequested);
    }

    [TestMethod]
    public async Task Who_was_cut_off_loses_its_lease_is_told_so_and_writes_nothing_under_it()
    {
        await using var link = new CutLink((await SharedAsync()).Port);
        using var hers = await OpenAsync(port: link.Port);
        using var his = await OpenAsync();
        using var old = hers.Leases.TryTake("job")!;
        Assert.IsTrue(hers.Tables.TryWrite(old.Epoch, "run", "step", "1"));

        link.Cut();
        var taken = await his.Leases.TakeAsync("job", TimeSpan.FromMinutes(2), TestContext.CancellationToken);
        Assert.IsNotNull(taken);
        Assert.IsGreaterThan(old.Epoch, taken.Epoch);
        Assert.IsFalse(old.Lost.IsCancellationRequested, "nobody can tell her yet");
        Assert.IsTrue(his.Tables.TryWrite(taken.Epoch, "run", "step", "2"));
        link.Mend();

        // The first statement on a connection that was cut may fail; nothing is written then either.
        await UntilAsync(() => Answers(() => hers.Tables.TryWrite(old.Epoch, "run", "step", "3")) == false, "her write is refused");
        await UntilAsync(() => old.Lost.IsCancellationRequested, "she is told that she has lost it");
        Assert.AreEqual("2", his.Tables.Steps("run")["step"]);
        old.Dispose();
        Assert.IsNull(hers.Leases.TryTake("job"), "giving up what she has lost takes nothing from him");
        taken.Dispose();
        using var next = hers.Leases.TryTake("job");
        Assert.IsNotNull(next);
    }

    private static bool? Answers(Func<bool> ask)
    {
        try
        {
            return ask();
        }
        catch (Npgsql.NpgsqlException)
        {
            return null;
        }
    }

    private static async Task OneOfManyAsync(ScheduleStorage one, ScheduleStorage two)
    {
        var last = 0L;
        for (var round = 0; round < 5; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(i => Task.Run(() => (i % 2 == 0 ? one : two).Leases.TryTake("job"))));
            var lease = taken.Single(l => l is not null)!;
            Assert.IsGreaterThan(last, lease.Epoch);
            last = lease.Epoch;
            lease.Dispose();
            lease.Dispose();
        }
    }
}
