using Unified.Batch.Tests.Scheduling.PostgreSql;
using Unified.Batch.Tests.Spark;

namespace Unified.Batch.Tests;

/// <summary>
/// Ends the servers that tests share with the test process: an assembly has one such method, or none of its tests is found.
/// </summary>
[TestClass]
public sealed class SharedServers
{
    [AssemblyCleanup]
    public static Task EndAsync() => Task.WhenAll(PostgresTest.StopSharedAsync(), SharedSpark.EndAsync());
}
