namespace Unified.Demo.Data;

/// <summary>
/// How the demo's topic differs from an orderly one. The same options over the same flights give the same bytes in the same order.
/// </summary>
internal sealed record ArrivalOptions
{
    public int Seed { get; init; } = 2001;

    /// <summary>Partitions of the topic; a record goes to the one that its airport hashes to.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>
    /// No event comes after one whose event time is more than this ahead of it, except late ones. Default two hours, whole seconds.
    /// </summary>
    public TimeSpan Disorder { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// Share of events, 0 to 1, that come <see cref="LateFrom"/> to <see cref="LateUntil"/> after their time. Default 0.2 %.
    /// </summary>
    public double LateShare { get; init; } = 0.002;

    public TimeSpan LateFrom { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan LateUntil { get; init; } = TimeSpan.FromDays(5);

    /// <summary>
    /// Extra records that cannot be decoded, spread evenly over the kinds of <see cref="UndecodableRecords"/>. Default 36.
    /// </summary>
    public int Undecodable { get; init; } = 36;
}
