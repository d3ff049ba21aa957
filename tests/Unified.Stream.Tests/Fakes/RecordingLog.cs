using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>Remembers the lines of at least a level.</summary>
internal sealed class RecordingLog<T>(LogLevel least = LogLevel.Information) : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<string> Of(LogLevel level) => [.. _lines.Where(l => l.Level == level).Select(l => l.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue((logLevel, formatter(state, exception)));
        }
    }
}
