namespace Unified.Serving.ClickHouse;

/// <summary>That ClickHouse does not answer, or cannot do what it is asked just now.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Error">What it said last.</param>
public sealed record ClickHouseFault(DateTimeOffset Since, string Error);
