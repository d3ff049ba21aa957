using Unified.Epochs;

namespace Unified.TestKit.Given;

/// <summary>An event of a test.</summary>
/// <param name="Event">The record; null when it could not be decoded.</param>
/// <param name="Carriers">Its values by column, in their carriers; empty when it could not be decoded.</param>
/// <param name="Partition">Its partition; <see cref="LogPartition.History"/> for history.</param>
/// <param name="Offset">Its offset, or its place in the history.</param>
/// <param name="Undecodable">Why it could not be decoded, or null.</param>
/// <param name="Text">What could not be decoded; null for a record without a value.</param>
internal sealed record GivenEvent(object? Event, object?[] Carriers, int Partition, long Offset, string? Undecodable = null,
    string? Text = null)
{
    /// <summary>Tells it apart from others, wherever it is put.</summary>
    public object Identity { get; init; } = new();

    /// <summary>Where it comes from.</summary>
    public EventOrigin Origin => Partition == LogPartition.History ? EventOrigin.History : EventOrigin.Log;
}
