using Unified.Streaming.Kafka;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>A topic in memory, with the offsets that its group committed. Shared by the readers that come and go.</summary>
internal sealed class MemoryTopic
{
    public SortedDictionary<int, MemoryLog> Logs { get; } = [];

    /// <summary>Offsets below are dropped.</summary>
    public Dictionary<int, long> Low { get; } = [];

    public Dictionary<int, long> Committed { get; } = [];

    /// <summary>Another one when the topic is made anew.</summary>
    public string? Id { get; set; } = "first";

    /// <summary>Who is in the group; null while partitions move.</summary>
    public GroupView? Group { get; set; }

    /// <summary>How often somebody asked who is in the group.</summary>
    public int Asked { get; set; }

    /// <inheritdoc cref="CommittedAsked"/>
    public Action? IdAsked { get; set; }

    /// <summary>Runs when a member asks: throws while Kafka is away.</summary>
    public Action? CommittedAsked { get; set; }

    /// <inheritdoc cref="CommittedAsked"/>
    public Action? WatermarksAsked { get; set; }

    /// <summary>How often each of these records cannot be read before it can; the reader is past it all the same.</summary>
    public Dictionary<(int Partition, long Offset), int> Unreadable { get; } = [];

    /// <summary>Partitions that give no record, whatever they have.</summary>
    public HashSet<int> Silent { get; } = [];

    public MemoryReader Open(Random random) => new(this, random);
}

/// <summary>One member of a group on a topic in memory. Polls are cut at random; the test moves partitions between polls.</summary>
internal sealed class MemoryReader(MemoryTopic topic, Random random) : ILogReader
{
    private readonly SortedDictionary<int, long> _positions = [];
    private readonly HashSet<int> _paused = [];
    private readonly HashSet<(int, long)> _ended = [];
    private IAssignment? _assignment;

    /// <summary>Runs on the loop's thread inside a poll, in the middle of the chunk, as a client's callbacks do.</summary>
    public Action<MemoryReader>? OnPoll { get; set; }

    /// <summary>True once every record was polled and the ends were told.</summary>
    public bool AtEnd => _positions.Count > 0 && _positions.All(p => p.Value >= topic.Logs[p.Key].End);

    public IReadOnlySet<int> Paused => _paused;

    public void Subscribe(IAssignment assignment) => _assignment = assignment;

    public void Assign(params int[] partitions)
    {
        foreach (var (partition, offset) in _assignment!.Assigned(partitions))
        {
            _positions[partition] = offset;
        }
    }

    /// <summary>The next offset to read.</summary>
    public long Position(int partition) => _positions[partition];

    public void Revoke(params int[] partitions) => Release(_assignment!.Revoked, partitions);

    public void Lose(params int[] partitions) => Release(_assignment!.Lost, partitions);

    public void Poll(LogChunk chunk, int maxRecords, TimeSpan timeout)
    {
        Read(chunk, random.Next(1, 40));
        OnPoll?.Invoke(this);
        Read(chunk, random.Next(1, 40));
        if (chunk.Count == 0 && timeout > TimeSpan.Zero)
        {
            Thread.Yield();
        }
    }

    public IReadOnlyList<int> Partitions(CancellationToken cancellation) => [.. topic.Logs.Keys];

    public string? TopicId(CancellationToken cancellation)
    {
        topic.IdAsked?.Invoke();
        return topic.Id;
    }

    public GroupView? Group(CancellationToken cancellation)
    {
        topic.Asked++;
        return topic.Group;
    }

    public IReadOnlyDictionary<int, long?> Committed(IReadOnlyCollection<int> partitions, CancellationToken cancellation)
    {
        topic.CommittedAsked?.Invoke();
        return partitions.ToDictionary(p => p, p => topic.Committed.TryGetValue(p, out var offset) ? offset : (long?)null);
    }

    public (long Low, long High) Watermarks(int partition, CancellationToken cancellation)
    {
        topic.WatermarksAsked?.Invoke();
        return (topic.Low.GetValueOrDefault(partition), topic.Logs[partition].End);
    }

    public long? KnownHigh(int partition) => topic.Logs[partition].End;

    public bool Commit(IReadOnlyDictionary<int, long> offsets)
    {
        foreach (var (partition, offset) in offsets)
        {
            Assert.IsTrue(_positions.ContainsKey(partition), "only an owner commits");
            topic.Committed[partition] = offset;
        }

        return true;
    }

    public void Pause(IReadOnlyCollection<int> partitions) => _paused.UnionWith(partitions);

    public void Resume(IReadOnlyCollection<int> partitions) => _paused.ExceptWith(partitions);

    public void Seek(int partition, long offset) => _positions[partition] = offset;

    public void Close()
    {
        if (_positions.Count > 0)
        {
            Revoke([.. _positions.Keys]);
        }
    }

    public void Dispose()
    {
    }

    private void Release(Action<IReadOnlyList<int>> tell, int[] partitions)
    {
        tell(partitions);
        foreach (var partition in partitions)
        {
            _positions.Remove(partition);
            _paused.Remove(partition);
        }
    }

    private bool Reads(LogChunk chunk, int partition) =>
        !_paused.Contains(partition) && !topic.Silent.Contains(partition) && chunk.Faults.All(f => f.Partition != partition);

    private void Read(LogChunk chunk, int count)
    {
        foreach (var partition in _positions.Keys.Where(p => Reads(chunk, p)).ToArray())
        {
            var log = topic.Logs[partition];
            if (_positions[partition] < topic.Low.GetValueOrDefault(partition))
            {
                chunk.Forgotten.Add(partition);
                continue;
            }

            foreach (var record in log.Records.Where(r => r.Offset >= _positions[partition]).Take(count))
            {
                if (topic.Unreadable.GetValueOrDefault((partition, record.Offset)) is var times and > 0)
                {
                    topic.Unreadable[(partition, record.Offset)] = times - 1;
                    chunk.Faults.Add(new ReadFault(partition, record.Offset, ReadFaultKind.Damaged, "Local_BadMsg", "failed CRC32C check"));
                    _positions[partition] = record.Offset + 1;
                    break;
                }

                chunk.Add(partition, record.Offset, chunk.Copy(record.Value, record.Value is null), PayloadSlice.None, null);
                _positions[partition] = record.Offset + 1;
            }

            if (chunk.Faults.Any(f => f.Partition == partition))
            {
                continue;
            }

            if (log.Records.Count == 0 || _positions[partition] > log.Records[^1].Offset)
            {
                _positions[partition] = log.End;
                if (_ended.Add((partition, log.End)) || random.Next(3) == 0)
                {
                    chunk.Ends.Add((partition, log.End));
                }
            }
        }
    }
}
