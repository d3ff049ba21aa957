using Unified.Definition;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Jobs;

/// <summary>A second log beside that of the trades, named otherwise than its topic; its history ends a day later.</summary>
internal static class Orders
{
    public static Source<Trade> Source { get; } = new() { Name = "orders", Topic = "orders-2", EventTime = t => t.Time };

    public static Source<Trade> WithHistory { get; } = Source with
    {
        History = "history/orders",
        HistoryUntil = new DateTime(2024, 3, 3, 0, 0, 0, DateTimeKind.Utc),
    };
}
