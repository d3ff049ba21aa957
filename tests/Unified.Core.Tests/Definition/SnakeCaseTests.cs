using Unified.Definition;

namespace Unified.Core.Tests.Definition;

[TestClass]
public sealed class SnakeCaseTests
{
    [TestMethod]
    [DataRow("AirportDelays", "airport_delays")]
    [DataRow("P95Delay", "p95_delay")]
    [DataRow("JSONRows", "json_rows")]
    [DataRow("RowsOfJSON", "rows_of_json")]
    [DataRow("a", "a")]
    [DataRow("ABTest2Go", "ab_test2_go")]
    [DataRow("Already_Snake", "already_snake")]
    [DataRow("", "")]
    public void Words_start_at_capitals(string name, string expected)
    {
        Assert.AreEqual(expected, SnakeCase.From(name));
        Assert.AreEqual(expected, SnakeCase.From(expected), "it is stable");
    }
}
