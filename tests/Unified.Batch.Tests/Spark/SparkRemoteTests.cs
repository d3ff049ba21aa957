using Unified.Batch.Spark;

namespace Unified.Batch.Tests.Spark;

[TestClass]
public sealed class SparkRemoteTests
{
    private const string Authority =
        "between sc:// and the parameters a host and a port from 1 to 65535 are expected. For example sc://spark:15002.";

    [TestMethod]
    [DataRow("sc://spark", "http://spark:15002/", "sc://spark:15002")]
    [DataRow("sc://spark:443", "http://spark:443/", "sc://spark:443")]
    [DataRow(" sc://10.0.0.7:80/ ", "http://10.0.0.7/", "sc://10.0.0.7:80")]
    [DataRow("sc://[::1]:15003", "http://[::1]:15003/", "sc://[::1]:15003")]
    [DataRow("sc://spark:15002/;use_ssl=true", "https://spark:15002/", "sc://spark:15002")]
    [DataRow("sc://spark:15002;use_ssl=True;", "https://spark:15002/", "sc://spark:15002")]
    [DataRow("sc://spark/;token=secret", "https://spark:15002/", "sc://spark:15002")]
    [DataRow("sc://localhost/;token=secret;use_ssl=false", "http://localhost:15002/", "sc://localhost:15002")]
    public void An_address_is_read(string text, string address, string shown)
    {
        var remote = new SparkOptions { Remote = text }.Address;
        Assert.AreEqual((address, shown), (remote.Address.ToString(), remote.ToString()));
    }

    [TestMethod]
    public void Parameters_are_those_of_Sparks_own_clients()
    {
        var remote = new SparkOptions { Remote = "sc://spark/;user_id=a%20b;token=x=y%3B;X-Cluster=7;use_ssl=true" }.Address;
        Assert.AreEqual(("a b", "x=y;", "7", true), (remote.UserId, remote.Token, remote.Headers["x-cluster"], remote.UseTls));
        Assert.AreEqual("unified", new SparkOptions { Remote = "sc://spark" }.Address.UserId);
    }

    [TestMethod]
    [DataRow("spark:15002", "it does not begin with sc://. For example sc://spark:15002.")]
    [DataRow("", "it does not begin with sc://. For example sc://spark:15002.")]
    [DataRow("sc://", Authority)]
    [DataRow("sc://:15002", Authority)]
    [DataRow("sc://a:0", Authority)]
    [DataRow("sc://a:70000", Authority)]
    [DataRow("sc://me@a", Authority)]
    [DataRow("sc://a b", Authority)]
    [DataRow("sc://spark/path", "it has a path, and a Spark Connect server has none; parameters begin with ';'.")]
    [DataRow("sc://spark/;use_ssl=yes", "its parameter 'use_ssl' takes true and false.")]
    [DataRow("sc://spark/;token", "its parameter 'token' has no value.")]
    [DataRow("sc://spark/;token=a%0Ab", "its parameter 'token' has characters that cannot be sent: printable ASCII is expected.")]
    [DataRow("sc://spark/;session_id=7", "it names a session: every session of this program is its own. Leave session_id out.")]
    [DataRow("sc://spark/;user=me", "its parameter 'user' is not known, or cannot be sent; known are user_id, token, use_ssl and "
        + "headers that begin with x-.")]
    [DataRow("sc://spark/;token=secret;use_ssl=false", "it has a token and use_ssl=false: anybody in between could read the token. Leave "
        + "use_ssl out, or the token.")]
    public void What_cannot_be_read_is_named(string text, string problem)
    {
        Assert.AreEqual(problem, string.Join('|', SparkOptions.Problems(text)));
        var refused = Assert.ThrowsExactly<ArgumentException>(() => new SparkOptions { Remote = text });
        StringAssert.StartsWith(refused.Message, $"The address of Spark cannot be read: {problem}", StringComparison.Ordinal);
    }

    [TestMethod]
    public void All_mistakes_are_named_and_no_secret() => Assert.AreEqual(
        "its parameter 'use_ssl' takes true and false.|its parameter 'tokn' is not known, or cannot be sent; known are user_id, token, "
        + "use_ssl and headers that begin with x-.",
        string.Join('|', SparkOptions.Problems("sc://spark/;use_ssl=secret;tokn=secret")));

    [TestMethod]
    public void Options_show_no_secret() => Assert.AreEqual(
        "SparkOptions { Remote = sc://spark:15002 }", new SparkOptions { Remote = "sc://spark/;token=secret" }.ToString());

    [TestMethod]
    [DataRow("spark.sql.session.timeZone")]
    [DataRow("spark.sql.ansi.enabled")]
    [DataRow("spark.sql.shuffle.partitions")]
    public void A_setting_that_results_depend_on_is_not_free(string key) => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentException>(() => new SparkOptions
        {
            Remote = "sc://spark",
            Settings = new Dictionary<string, string> { [key] = "1" },
        }).Message, $"'{key}'", StringComparison.Ordinal);

    [TestMethod]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SparkOptions { Remote = "sc://spark", ShufflePartitions = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SparkOptions { Remote = "sc://spark", RowsPerBatch = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => new SparkOptions { Remote = "sc://spark", Patience = TimeSpan.FromTicks(-1) });
    }
}
