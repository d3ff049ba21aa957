namespace Unified.TestKit.Tests;

/// <summary>What users see of the TestKit.</summary>
[TestClass]
public sealed class PublicTypesTests
{
    [TestMethod]
    public void Nothing_is_public_by_accident() => Assert.AreEqual(
        "AggregateLaws JobTest JobTestException QuarantinedEvent TestSeed",
        string.Join(' ', typeof(JobTest).Assembly.GetExportedTypes().Select(t => t.Name).Order(StringComparer.Ordinal)));

    [TestMethod]
    public void It_asks_for_no_test_framework_and_no_server_library() => Assert.IsEmpty(
        typeof(JobTest).Assembly.GetReferencedAssemblies().Where(a => a.Name is { } name
            && (name.StartsWith("Microsoft.VisualStudio", StringComparison.Ordinal) || name.StartsWith("DuckDB", StringComparison.Ordinal)
                || name.StartsWith("Confluent", StringComparison.Ordinal) || name.StartsWith("ClickHouse", StringComparison.Ordinal))));
}
