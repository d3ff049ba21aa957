namespace Unified.Serving.ClickHouse;

/// <summary>Where the answers live.</summary>
public sealed record ClickHouseOptions
{
    /// <summary>A connection string of ClickHouse.Driver: <c>Host=...;Port=8123;Username=...;Password=...</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The database; created when missing. Default: <c>unified</c>.</summary>
    public string Database { get; init; } = "unified";

    /// <summary>The version of the code that writes: kept in ledgers and manifests, and named when the layers differ.</summary>
    public string Code { get; init; } = "";

    /// <summary>How often a statement that failed for a passing reason is tried again. Default: 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first retry; it doubles from there. Default: 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long one statement may take. Default: 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Settings that every statement is sent with. Default: none.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = new Dictionary<string, object>();
}
