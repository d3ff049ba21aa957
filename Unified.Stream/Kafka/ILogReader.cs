namespace Unified.Streaming.Kafka;

/// <summary>
/// One member of a consumer group on one topic. All calls, and the calls back, happen on the caller's one thread; only
/// <see cref="TopicId"/>, <see cref="Partitions"/> and <see cref="Group"/> may come from any. Behind it is Confluent.Kafka; a faster
/// client, or a log in memory, may stand there instead.
/// </summary>
internal interface ILogReader : IDisposable
{
    /// <summary>Joins the group.</summary>
    void Subscribe(IAssignment assignment);

    /// <summary>
    /// Adds what there is to the chunk: waits for the first record up to <paramref name="timeout"/>, for further ones not at all. Calls
    /// the assignment back.
    /// </summary>
    void Poll(LogChunk chunk, int maxRecords, TimeSpan timeout);

    /// <summary>The partitions of the topic, ascending; none while there is no such topic.</summary>
    IReadOnlyList<int> Partitions(CancellationToken cancellation);

    /// <summary>
    /// The topic's id: another one when it was deleted and made anew. Null where the broker gives topics no id (Kafka before 2.8).
    /// </summary>
    /// <exception cref="Errors.TransientException">Kafka does not answer, or has no such topic.</exception>
    string? TopicId(CancellationToken cancellation);

    /// <summary>Who is in the group; null while partitions move, or where the broker does not tell (librdkafka's mock cluster).</summary>
    GroupView? Group(CancellationToken cancellation);

    /// <summary>The group's committed offset, or null.</summary>
    IReadOnlyDictionary<int, long?> Committed(IReadOnlyCollection<int> partitions, CancellationToken cancellation);

    /// <summary>The first offset that the log still has, and the one after its last.</summary>
    (long Low, long High) Watermarks(int partition, CancellationToken cancellation);

    /// <summary>The highest offset that the client has heard of, without asking; null before the first fetch.</summary>
    long? KnownHigh(int partition);

    /// <summary>
    /// Commits offsets. False when the group has moved on: nothing is wrong, somebody else will start at the older offset.
    /// </summary>
    bool Commit(IReadOnlyDictionary<int, long> offsets);

    /// <summary>Stops and restarts fetching; the member stays in the group.</summary>
    void Pause(IReadOnlyCollection<int> partitions);

    /// <inheritdoc cref="Pause"/>
    void Resume(IReadOnlyCollection<int> partitions);

    /// <summary>Reads on at another offset.</summary>
    void Seek(int partition, long offset);

    /// <summary>Leaves the group.</summary>
    void Close();
}

/// <summary>
/// Who is told what the group assigns. Before each of these calls, records that were polled already belong to the old assignment.
/// </summary>
internal interface IAssignment
{
    /// <summary>The partitions are ours now. Returns where to begin.</summary>
    IReadOnlyDictionary<int, long> Assigned(IReadOnlyList<int> partitions);

    /// <summary>The partitions go to another member as soon as this returns: the last chance to store and commit.</summary>
    void Revoked(IReadOnlyList<int> partitions);

    /// <summary>The partitions have another owner already: nothing may be committed.</summary>
    void Lost(IReadOnlyList<int> partitions);
}
