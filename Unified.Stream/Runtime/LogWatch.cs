using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polly;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Watches, beside the loop that reads a log, that it stays the same log and who else is in the group. The client tells neither: over a
/// topic that is deleted and made anew within seconds it reads on at the old offset, and a stranger in the group is like one of ours. It
/// sees too when the topic grows, so that this is said before the group has shared out the new partitions.
/// All calls come from the loop's thread; the questions are asked on another, so that polling never waits for an answer.
/// </summary>
internal sealed class LogWatch(
    string who, SourceSchema source, ILogReader reader, TimeProvider time, ILogger log, IBackground? background = null) : IDisposable
{
    private static readonly TimeSpan BetweenIdentities = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenGroups = TimeSpan.FromMinutes(1);

    // An assignment is told to one member after the other, and cooperative ones come in two steps.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly IBackground _background = background ?? ThreadPoolBackground.Instance;
    private readonly CancellationTokenSource _stop = new();
    private LogIdentity _identity = new(source.Name, source.Topic, null);
    private Task<Seen>? _looking;
    private long _looked = time.GetTimestamp();
    private TimeSpan _pause = BetweenIdentities;
    private long _sawGroup = time.GetTimestamp();
    private bool _groupIsDue = true;
    private int _members;

    /// <summary>Partitions of the topic as last seen; 0 before.</summary>
    public int Partitions { get; private set; }

    /// <summary>Members of the group that are not of our installation, as last seen.</summary>
    public ImmutableArray<ForeignMember> Strangers { get; private set; } = [];

    /// <summary>Partitions were assigned: asks at once which log it is, and soon after who else is in the group.</summary>
    /// <returns>The topic's id; null where it is not known, and where nothing was assigned: there may be no topic.</returns>
    /// <exception cref="Errors.DataException">It is another log than the one that was read until now.</exception>
    public string? Assigned(IReadOnlyCollection<int> partitions, ResiliencePipeline retry, CancellationToken stop)
    {
        if (partitions.Count > 0)
        {
            _identity = _identity.Confirm(retry.Execute(reader.TopicId, stop), who);
        }

        (_looked, _pause, _groupIsDue) = (time.GetTimestamp(), Settling, true);
        return _identity.TopicId;
    }

    /// <summary>Takes in what was found, and looks again when it is time. Never waits.</summary>
    /// <exception cref="Errors.DataException">It is another log than the one that was read until now.</exception>
    public void Look()
    {
        if (_looking is { IsCompleted: true } looked)
        {
            _looking = null;
            TakeIn(looked);
        }

        if (_looking is null && time.GetElapsedTime(_looked) >= _pause)
        {
            (_looked, _pause) = (time.GetTimestamp(), BetweenIdentities);
            var (askGroup, stop) = (_groupIsDue || time.GetElapsedTime(_sawGroup) >= BetweenGroups, _stop.Token);
            _looking = _background.Start(() => Task.FromResult(
                new Seen(reader.TopicId(stop), reader.Partitions(stop).Count, askGroup ? reader.Group(stop) : null)));
        }
    }

    /// <summary>To be called before the reader is disposed of.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void TakeIn(Task<Seen> looked)
    {
        if (!looked.IsCompletedSuccessfully)
        {
            // The loop itself says what is wrong with Kafka, and the next look is near.
            log.NotSeen(who, source.Topic, looked.Exception?.GetBaseException().Message ?? "stopped");
            return;
        }

        var (id, partitions, group) = looked.Result;
        _identity = _identity.Confirm(id, who);
        if (partitions > Partitions && Partitions > 0)
        {
            log.Grown(who, source.Topic, partitions);
        }

        Partitions = partitions;
        if (group is not null)
        {
            (_sawGroup, _groupIsDue) = (time.GetTimestamp(), false);
            TakeIn(group);
        }
    }

    private void TakeIn(GroupView group)
    {
        if (group.Members != _members)
        {
            log.Members(who, group.Name, group.Members);
        }

        if (!group.Strangers.SequenceEqual(Strangers))
        {
            foreach (var stranger in group.Strangers)
            {
                log.Stranger(who, group.Name, stranger.ClientId, stranger.Host, stranger.Partitions, source.Topic);
            }

            if (group.Strangers.IsEmpty)
            {
                log.NoStrangers(who, group.Name);
            }
        }

        (_members, Strangers) = (group.Members, group.Strangers);
    }

    private sealed record Seen(string? TopicId, int Partitions, GroupView? Group);
}
