using Apache.Arrow;
using Unified.Batch.Spark;
using Unified.TestKit;

namespace Unified.Batch.Tests.Spark;

/// <summary>Connections break; what the server computes does not.</summary>
[TestClass]
public sealed class SparkConnectionTests
{
    private const int Rows = 20_000;

    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Connections_cut_in_the_middle_lose_no_row_and_repeat_none()
    {
        var random = TestSeed.Take().Random();
        await using var proxy = new CuttingProxy((await SharedSpark.GetAsync()).Port);
        await using var session = await SharedSpark.OpenAsync(new SparkOptions { Remote = proxy.Remote, RowsPerBatch = 500 }, Stop);
        proxy.Allowance = () =>
        {
            lock (random) { return random.Next(60_000, 250_000); }
        };
        proxy.Cut();
        var begun = 0;
        using var rows = await session.QueryAsync(
            $"SELECT id, sha2(CAST(id AS STRING), 256) AS text FROM range(0, {Rows}, 1, 4)", () =>
            {
                begun++;
                return new SparkRows();
            }, (gathered, batch) => gathered.Add(batch), null, Stop);

        CollectionAssert.AreEqual(Enumerable.Range(0, Rows).Select(i => (long)i).ToArray(), rows.Longs().ToArray());
        Assert.AreEqual(1, begun);
        Assert.IsGreaterThan(3, proxy.Cuts);
    }

    [TestMethod]
    public async Task Connections_cut_between_the_pieces_of_a_batch_lose_none()
    {
        const int Length = (5 * SparkOperation.ChunkBytes) + 17;
        await using var proxy = new CuttingProxy((await SharedSpark.GetAsync()).Port);
        await using var session = await SharedSpark.OpenAsync(new SparkOptions { Remote = proxy.Remote }, Stop);
        proxy.Allowance = () => (2 * SparkOperation.ChunkBytes) - 1000;
        proxy.Cut();
        using var rows = await SparkRows.QueryAsync(session, $"SELECT repeat('x', {Length}) AS text", Stop);
        Assert.AreEqual(new string('x', Length), ((StringArray)rows.Batches.Single().Column(0)).GetString(0));
        Assert.IsGreaterThanOrEqualTo(4, proxy.Cuts);
    }

    [TestMethod]
    public async Task What_may_not_have_reached_the_server_is_sent_again()
    {
        await using var proxy = new CuttingProxy((await SharedSpark.GetAsync()).Port);
        await using var session = await SharedSpark.OpenAsync(new SparkOptions { Remote = proxy.Remote }, Stop);
        for (var i = 0; i < 5; i++)
        {
            var connections = 0;
            // The first ones break at the server's first words, before or after it has read what it is asked.
            proxy.Allowance = () => Interlocked.Increment(ref connections) <= 2 ? 40 * i : long.MaxValue;
            proxy.Cut();
            using var rows = await SparkRows.QueryAsync(session, "SELECT sum(id) FROM range(10)", Stop);
            Assert.AreEqual(45, rows.Longs().Single());
        }

        Assert.IsGreaterThanOrEqualTo(5, proxy.Cuts);
    }
}
