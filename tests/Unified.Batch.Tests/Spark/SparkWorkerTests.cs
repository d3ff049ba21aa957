using Unified.Batch.Spark;
using Unified.TestKit.Spark;

namespace Unified.Batch.Tests.Spark;

/// <summary>Where workers compute, one that goes is Spark's own matter; this client must not make more of it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SparkWorkerTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_worker_that_is_killed_changes_no_result()
    {
        SharedSpark.Require();
        await using var spark = await RealSpark.StartAsync(workers: 2);
        var options = new SparkOptions { Remote = spark.Remote, ShufflePartitions = 2 };
        await using var session = await SharedSpark.OpenAsync(options, TestContext.CancellationToken);
        Task? killed = null;
        var begun = 0;
        var told = new Killing(progress =>
        {
            if (progress.CompletedTasks >= 4) { killed ??= spark.KillWorkerAsync(1); }
        });
        using var rows = await session.QueryAsync(
            "SELECT id % 10 AS k, count(s) AS n FROM (SELECT id, java_method('java.lang.Thread', 'sleep', 20L + id % 2) AS s "
            + "FROM range(0, 300, 1, 20)) GROUP BY 1 ORDER BY 1", () =>
            {
                begun++;
                return new SparkRows();
            }, (gathered, batch) => gathered.Add(batch), told, TestContext.CancellationToken);

        Assert.IsNotNull(killed);
        await killed;
        Assert.AreEqual(1, begun);
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(i => (long)i).ToArray(), rows.Longs().ToArray());
        Assert.IsTrue(rows.Longs(1).All(n => n == 30));
    }

    private sealed class Killing(Action<SparkProgress> tell) : IProgress<SparkProgress>
    {
        public void Report(SparkProgress value) => tell(value);
    }
}
