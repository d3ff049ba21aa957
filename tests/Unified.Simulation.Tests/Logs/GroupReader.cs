using Unified.Simulation.Tests.Scheduling;
using Unified.Streaming.Kafka;

namespace Unified.Simulation.Tests.Logs;

/// <summary>A member of the group that reads the topic. Each call is a turn.</summary>
internal sealed class GroupReader(World world, Process process, int order) : ILogReader
{
    private readonly Dictionary<int, long> _positions = [];
    private readonly HashSet<int> _paused = [];
    private IAssignment? _assignment;

    public int Order => order;

    public IReadOnlyCollection<int> Owned => _positions.Keys;

    private Topic Topic => world.Topic;

    public void Subscribe(IAssignment assignment) => _assignment = assignment;

    public void Poll(LogChunk chunk, int maxRecords, TimeSpan timeout)
    {
        world.Scheduler.Turn(process, "poll");
        var late = _positions.Count > 0 && !world.Group.Has(this);
        world.Group.Beat(this);
        if (late)
        {
            // It slept for too long: others have its partitions.
            Release(_assignment!.Lost, [.. _positions.Keys], "lost");
        }

        var mine = world.Group.Of(this);
        if (_positions.Keys.Except(mine).ToArray() is { Length: > 0 } revoked)
        {
            Release(_assignment!.Revoked, revoked, "revoked");
        }

        if (mine.Where(p => !_positions.ContainsKey(p) && !world.Group.IsHeld(p, this)).ToArray() is { Length: > 0 } assigned)
        {
            world.Tell(process, $"assigned {string.Join(", ", assigned)}");
            foreach (var (partition, offset) in _assignment!.Assigned(assigned))
            {
                _positions[partition] = offset;
            }
        }

        Read(chunk, world.Random.Next(1, 12));
    }

    public IReadOnlyList<int> Partitions(CancellationToken cancellation) =>
        Ask("partitions", () => (IReadOnlyList<int>)[.. Enumerable.Range(0, ShopDays.Partitions)]);

    public string? TopicId(CancellationToken cancellation) => Ask("topic id", () => Topic.Id);

    public GroupView? Group(CancellationToken cancellation) => null;

    public IReadOnlyDictionary<int, long?> Committed(IReadOnlyCollection<int> partitions, CancellationToken cancellation) =>
        Ask("committed", () => (IReadOnlyDictionary<int, long?>)partitions.ToDictionary(
            p => p, p => Topic.Committed.TryGetValue(p, out var offset) ? offset : (long?)null));

    public (long Low, long High) Watermarks(int partition, CancellationToken cancellation) =>
        Ask("watermarks", () => (Topic.Partitions[partition].Low, Topic.Partitions[partition].High));

    public long? KnownHigh(int partition) => Topic.Partitions[partition].High;

    public bool Commit(IReadOnlyDictionary<int, long> offsets) => Ask("commit", () =>
    {
        if (!world.Group.Has(this))
        {
            return false;
        }

        foreach (var (partition, offset) in offsets.Where(o => _positions.ContainsKey(o.Key)))
        {
            Topic.Committed[partition] = offset;
        }

        return true;
    });

    public void Pause(IReadOnlyCollection<int> partitions) => _paused.UnionWith(partitions);

    public void Resume(IReadOnlyCollection<int> partitions) => _paused.ExceptWith(partitions);

    public void Seek(int partition, long offset) => _positions[partition] = offset;

    public void Close()
    {
        if (process.Dead)
        {
            return;
        }

        if (_positions.Count > 0)
        {
            Release(_assignment!.Revoked, [.. _positions.Keys], "revoked at the end");
        }

        world.Group.Leave(this);
    }

    public void Dispose()
    {
    }

    private T Ask<T>(string what, Func<T> ask)
    {
        world.Scheduler.Turn(process, what);
        return ask();
    }

    private void Release(Action<IReadOnlyList<int>> tell, int[] partitions, string how)
    {
        world.Tell(process, $"{how} {string.Join(", ", partitions)}");
        tell(partitions);
        foreach (var partition in partitions)
        {
            _positions.Remove(partition);
            _paused.Remove(partition);
        }
    }

    private void Read(LogChunk chunk, int count)
    {
        foreach (var partition in _positions.Keys.Where(p => !_paused.Contains(p)).Order().ToArray())
        {
            var log = Topic.Partitions[partition];
            if (_positions[partition] < log.Low || _positions[partition] > log.High)
            {
                chunk.Forgotten.Add(partition);
                continue;
            }

            foreach (var entry in log.Entries.Where(e => e.Offset >= _positions[partition]).Take(count))
            {
                chunk.Add(partition, entry.Offset, chunk.Copy(entry.Value, isNull: false), PayloadSlice.None, null);
                _positions[partition] = entry.Offset + 1;
            }

            if (log.Entries.Count == 0 || _positions[partition] > log.Entries[^1].Offset)
            {
                _positions[partition] = log.High;
                chunk.Ends.Add((partition, log.High));
            }
        }
    }
}
