using Unified.Batch.Spark;

namespace Unified.Batch.Tests.Spark;

[TestClass]
public sealed class SparkPathsTests
{
    [TestMethod]
    public void A_file_is_seen_below_the_longest_folder_that_it_lies_in()
    {
        var paths = new SparkPaths(new Dictionary<string, string>
        {
            ["/data"] = "/mnt/data",
            ["/data/lake/"] = "s3a://bucket/lake/",
            ["/other"] = "hdfs://name:8020/other",
        });
        Assert.AreEqual("/mnt/data/a/b.parquet", paths.Seen("/data/a/b.parquet"));
        Assert.AreEqual("s3a://bucket/lake/dt=2001-01-01/x y.parquet", paths.Seen("/data/lake/dt=2001-01-01/x y.parquet"));
        Assert.AreEqual("hdfs://name:8020/other/f", paths.Seen("/other/f"));
        Assert.AreEqual("/database/f", paths.Seen("/database/f"), "a name that only begins alike");
        Assert.AreEqual("/mnt/data/f", paths.Seen("/data/lake/../f"));
    }
}
