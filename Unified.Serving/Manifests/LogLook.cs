namespace Unified.Serving.Manifests;

/// <summary>What a look at a log found: how far it goes, whoever has read it.</summary>
/// <param name="Partitions">The partitions that the log has now; empty while nobody could look.</param>
/// <param name="TopicId">The topic's id, or null where it is not known.</param>
/// <param name="Error">Why nobody could look the last time, or null.</param>
public sealed record LogLook(IReadOnlyDictionary<int, LogEnds> Partitions, string? TopicId, string? Error);

/// <summary>How far a partition goes.</summary>
/// <param name="Low">The first offset that the log still has.</param>
/// <param name="High">The offset after its last.</param>
/// <param name="Seen">Earlier ends and how long ago they were seen, oldest first: they tell for how long a reader has been behind.</param>
public sealed record LogEnds(long Low, long High, IReadOnlyList<(TimeSpan Ago, long High)> Seen)
{
    /// <summary>For how long at least a reader has been behind that has come as far as an offset; zero when it is not.</summary>
    public TimeSpan Behind(long offset) => Seen.Where(s => s.High > offset).Select(s => s.Ago).DefaultIfEmpty(TimeSpan.Zero).Max();
}
