using System.ComponentModel.DataAnnotations;
using Unified.Serving.Api;

namespace Unified.Hosting.Configuration;

/// <summary>What one request of the API may cost, and how many may run at once.</summary>
public sealed class ApiLimitSettings
{
    private static readonly ApiLimits Default = new();

    /// <summary>How long a query may take. Default: 30 seconds. Range: 1 second to 1 hour.</summary>
    public TimeSpan Time { get; init; } = Default.Time;

    /// <summary>Bytes of memory that a query may take in ClickHouse. Default: 4 GiB.</summary>
    [Range(1L << 20, 1L << 50)]
    public long Memory { get; init; } = Default.Memory;

    /// <summary>Rows that a query may answer with, those of a ledger for example. Default: 1,000,000.</summary>
    [Range(10_001L, 1_000_000_000L)]
    public long Rows { get; init; } = Default.Rows;

    /// <summary>Bytes that a query may answer with. Default: 256 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long Answer { get; init; } = Default.Answer;

    /// <summary>Requests that run at once. Default: 32.</summary>
    [Range(1, 10_000)]
    public int Concurrent { get; init; } = Default.Concurrent;

    /// <summary>Requests that wait for one of them to end; what is more is refused. Default: 64.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; init; } = Default.Waiting;

    /// <summary>Bytes of a request's body, which nothing reads. Default: 16 KiB.</summary>
    [Range(0L, 1L << 30)]
    public long Body { get; init; } = Default.Body;

    internal ApiLimits Limits => new()
    {
        Time = Time,
        Memory = Memory,
        Rows = Rows,
        Answer = Answer,
        Concurrent = Concurrent,
        Waiting = Waiting,
        Body = Body,
    };
}
