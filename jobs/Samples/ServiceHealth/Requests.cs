using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Jobs.Samples;

/// <summary>The service that answered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that was deployed; null when it does not say.</param>
public sealed record Service(string Name, string? Version);

/// <summary>What was asked and answered.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Route">The route, without its parameters.</param>
/// <param name="StatusCode">The status of the answer.</param>
public sealed record Http(string Method, string Route, int StatusCode);

/// <summary>A request that was answered, as a service logs it.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Service">By whom.</param>
/// <param name="Http">What.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
public sealed record Request([property: JsonPropertyName("@timestamp")] DateTime At, Service Service, Http Http, int DurationMs);

/// <summary>Where requests come from.</summary>
public static class Requests
{
    /// <summary>Snake case, ISO times with the offset of the machine; a field <c>trace_id</c> that no job needs.</summary>
    public static Source<Request> Source { get; } = new()
    {
        Topic = "requests",
        Partitions = 4,
        EpochLength = 128, // so small that a sample has a few; leave it out for a topic of yours
        EventTime = r => r.At,
        Json = new() { Names = JsonNames.SnakeCase },
        History = "history/requests",
        HistoryUntil = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc),
    };
}
