using Unified.Simulation.Tests.Scheduling;

namespace Unified.Simulation.Tests.Logs;

/// <summary>
/// A consumer group: who polls is a member, and who has not polled for a while is none any more, without knowing it. Partitions go to the
/// members in turn.
/// </summary>
internal sealed class Group(WorldTime time)
{
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(45);

    private readonly Dictionary<GroupReader, DateTimeOffset> _members = [];

    public void Beat(GroupReader member)
    {
        foreach (var (gone, _) in _members.Where(m => time.Now - m.Value > Session).ToArray())
        {
            _members.Remove(gone);
        }

        _members[member] = time.Now;
    }

    public void Leave(GroupReader member) => _members.Remove(member);

    public bool Has(GroupReader member) => _members.ContainsKey(member);

    /// <summary>What a member should have now.</summary>
    public IReadOnlyList<int> Of(GroupReader member)
    {
        GroupReader[] members = [.. _members.Keys.OrderBy(m => m.Order)];
        return [.. Enumerable.Range(0, ShopDays.Partitions).Where(p => members[p % members.Length] == member)];
    }

    /// <summary>True when another member still holds a partition and is alive: it has to give it up first.</summary>
    public bool IsHeld(int partition, GroupReader by) => _members.Keys.Any(m => m != by && m.Owned.Contains(partition));
}
