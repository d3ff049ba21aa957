using Unified.Serving.ClickHouse;

namespace Unified.Serving.Api;

/// <summary>
/// What one request may cost, and how many may run at once. ClickHouse keeps the limits of a query, ASP.NET Core those of a request.
/// </summary>
public sealed record ApiLimits
{
    /// <summary>The time that is left to say that the time is over.</summary>
    private static readonly TimeSpan Saying = TimeSpan.FromSeconds(5);

    /// <summary>How long a query may take; a whole request has five seconds more. Default: 30 seconds.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of memory that a query may take in ClickHouse. Default: 4 GiB.</summary>
    public long Memory { get; init; } = 4L << 30;

    /// <summary>
    /// Rows that a query may answer with: ledger entries and manifests; of a job's rows 10,000 are the most. Default: 1,000,000.
    /// </summary>
    public long Rows { get; init; } = 1_000_000;

    /// <summary>Bytes that a query may answer with, uncompressed. Default: 256 MiB.</summary>
    public long Answer { get; init; } = 256L << 20;

    /// <summary>Requests that run at once. Default: 32.</summary>
    public int Concurrent { get; init; } = 32;

    /// <summary>Requests that wait for one of them to end; what is more is refused. Default: 64.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>Bytes of a request's body, which nothing here reads. Default: 16 KiB.</summary>
    public long Body { get; init; } = 16 << 10;

    /// <summary>How long a request may take.</summary>
    public TimeSpan Request => Time + Saying;

    /// <summary>A database for who only asks: it changes nothing, keeps these limits, and ends a query that nobody waits for.</summary>
    public ClickHouseOptions Of(ClickHouseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            Timeout = Request,
            // Who asks can ask again; a request must not hold its place for long.
            Retries = Math.Min(options.Retries, 2),
            Settings = new Dictionary<string, object>(options.Settings)
            {
                // 2: nothing is changed but settings, which every query brings along.
                ["readonly"] = 2,
                ["cancel_http_readonly_queries_on_client_close"] = 1,
                ["max_execution_time"] = (long)Math.Ceiling(Time.TotalSeconds),
                ["max_memory_usage"] = Memory,
                ["max_result_rows"] = Rows,
                ["max_result_bytes"] = Answer,
                ["result_overflow_mode"] = "throw",
            },
        };
    }
}
