namespace Unified.Serving.Api;

/// <summary>How the parts of the process stand that the API is in.</summary>
public interface IProcessHealth
{
    /// <summary>All of it, now.</summary>
    ProcessReport Report();

    /// <summary>True once the tables of a job are there; before that it has no answer.</summary>
    bool IsServed(string job);
}

/// <summary>How a process stands.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c>: something waits or has failed.</param>
/// <param name="ClickHouse">Why ClickHouse does not answer, or null.</param>
/// <param name="Layers">The parts of the process.</param>
public sealed record ProcessReport(string Status, FaultReport? ClickHouse, IReadOnlyList<LayerReport> Layers);

/// <summary>Something that does not answer.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Error">What is known of why.</param>
public sealed record FaultReport(DateTimeOffset Since, string Error);

/// <summary>How a part of a process stands.</summary>
/// <param name="Layer"><c>stream</c>, <c>archive</c>, <c>schedule</c> or <c>serve</c>.</param>
/// <param name="Name">The job of a stream, the source of an archive.</param>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>waiting</c>, <c>failed</c> or <c>ended</c>.</param>
/// <param name="Since">Since when it has been in this state.</param>
/// <param name="Error">What it waits for, or why it failed.</param>
/// <param name="Failures">How often it has failed since it ran without an error.</param>
/// <param name="NextStart">When it is started again.</param>
public sealed record LayerReport(
    string Layer, string Name, string State, DateTimeOffset Since, string? Error, int Failures, DateTimeOffset? NextStart);
