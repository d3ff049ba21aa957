using System.Collections.Concurrent;
using Unified.Serving.Api;

namespace Unified.Hosting.Supervision;

/// <summary>How every part of this process stands. Thread-safe.</summary>
/// <param name="clickHouse">Why ClickHouse does not answer, or null.</param>
/// <param name="served">True once the tables of a job are there.</param>
/// <param name="time">Clock.</param>
internal sealed class ProcessHealth(Func<FaultReport?> clickHouse, Func<string, bool> served, TimeProvider time) : IProcessHealth
{
    public const string Starting = "starting";
    public const string Running = "running";
    public const string Waiting = "waiting";
    public const string Failed = "failed";
    public const string Ended = "ended";

    private readonly ConcurrentDictionary<(string Layer, string Name), LayerReport> _layers = new();

    public ProcessReport Report()
    {
        LayerReport[] layers = [.. _layers.Values.OrderBy(l => l.Layer, StringComparer.Ordinal)
            .ThenBy(l => l.Name, StringComparer.Ordinal)];
        // Whoever asks learns what to look for in the log, and no address.
        var fault = clickHouse() is { } down ? down with { Error = "ClickHouse does not answer: the log says why" } : null;
        return new ProcessReport(fault is null && layers.All(l => l.State is Running or Starting or Ended) ? "ok" : "degraded", fault,
            layers);
    }

    public bool IsServed(string job) => served(job);

    /// <summary>Notes a state; one that goes on keeps its beginning.</summary>
    public void Set(Part part, string state, string? error = null, int failures = 0, DateTimeOffset? nextStart = null)
    {
        // What was asked of ClickHouse is for the log.
        error = error?.Split(" Statement: ")[0];
        _layers.AddOrUpdate((part.Layer, part.Name),
            _ => new LayerReport(part.Layer, part.Name, state, time.GetUtcNow(), error, failures, nextStart),
            (_, before) => new LayerReport(part.Layer, part.Name, state, before.State == state ? before.Since : time.GetUtcNow(), error,
                failures, nextStart));
    }
}
