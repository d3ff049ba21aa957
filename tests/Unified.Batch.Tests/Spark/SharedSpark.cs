using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Unified.Batch.Spark;
using Unified.TestKit.Spark;

namespace Unified.Batch.Tests.Spark;

/// <summary>One server for all tests that leave it as it is: to start one takes seconds, and a gigabyte.</summary>
internal static class SharedSpark
{
    private static readonly Lazy<Task<RealSpark>> Server = new(() => Task.Run(() => RealSpark.StartAsync()));

    /// <summary>Ends it, if it was asked for.</summary>
    internal static async Task EndAsync()
    {
        if (Server.IsValueCreated) { await (await Server.Value).DisposeAsync(); }
    }

    /// <summary>The server; a test that asks for it is skipped where there is none.</summary>
    internal static Task<RealSpark> GetAsync()
    {
        Require();
        return Server.Value;
    }

    internal static void Require()
    {
        if (!RealSpark.IsAvailable) { Assert.Inconclusive(RealSpark.SkipReason); }
    }

    /// <summary>A session of the test's own.</summary>
    internal static async Task<SparkSession> OpenAsync(CancellationToken cancellation) =>
        await OpenAsync(new SparkOptions { Remote = (await GetAsync()).Remote }, cancellation);

    internal static Task<SparkSession> OpenAsync(SparkOptions options, CancellationToken cancellation, ILogger? log = null) =>
        SparkSession.OpenAsync(options, TimeProvider.System, log ?? NullLogger.Instance, cancellation);
}
