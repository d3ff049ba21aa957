using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Unified.Errors;

namespace Unified.Streaming.Kafka;

/// <summary>
/// What a reader asks the brokers about its topic and its group, through its own connections. Any thread may ask, also several at once.
/// </summary>
internal sealed class BrokerQueries(IClient client, KafkaOptions options, string topic, string group) : IDisposable
{
    private readonly Lock _gate = new();
    private Task _asked = Task.CompletedTask;
    private bool _disposed;

    public IReadOnlyList<int> Partitions(CancellationToken cancellation) => Ask<IReadOnlyList<int>>("the topic's partitions", () =>
    {
        using var admin = Admin();
        var found = admin.GetMetadata(topic, options.RequestTimeout).Topics.Single();
        return found.Error.Code == ErrorCode.UnknownTopicOrPart ? []
            : found.Error.IsError ? throw new KafkaException(found.Error)
            : [.. found.Partitions.Select(p => p.PartitionId).Order()];
    }, cancellation);

    public string? TopicId(CancellationToken cancellation) => Ask("the topic's id", () =>
    {
        using var admin = Admin();
        TopicDescription found;
        try
        {
            var describe = new DescribeTopicsOptions { RequestTimeout = options.RequestTimeout };
            var topics = TopicCollection.OfTopicNames([topic]);
            found = admin.DescribeTopicsAsync(topics, describe).GetAwaiter().GetResult().TopicDescriptions.Single();
        }
        catch (DescribeTopicsException e)
        {
            found = e.Results.TopicDescriptions.Single();
        }

        // A broker may hear of a topic after its first reader: that it knows none is no answer.
        return found.Error.IsError ? throw new KafkaException(found.Error)
            : Id(found);
    }, cancellation);

    /// <summary>The id of a topic, or null of a broker that has none: it says zero.</summary>
    public static string? Id(TopicDescription topic) =>
        topic.TopicId is { } id && (id.MostSignificantBits, id.LeastSignificantBits) != (0, 0) ? id.ToString() : null;

    /// <summary>
    /// Who is in the group; null while partitions move, where nobody is, and where a broker is away: any of them may be the one to ask.
    /// </summary>
    /// <remarks>
    /// Asked of every broker. The admin question that goes to the group's coordinator ends the whole process when that broker dies at the
    /// wrong moment ("rd_kafka_enq_once_del_source_return: Assertion `eonce->refcnt > 0' failed", librdkafka issue 4605), so that it is
    /// banned here.
    /// </remarks>
    public GroupView? Group(CancellationToken cancellation) => Ask("the group's members", () =>
    {
        using var admin = Admin();
        GroupInfo? found;
        try
        {
            found = admin.ListGroup(group, options.RequestTimeout);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_Partial or ErrorCode.Local_UnsupportedFeature)
        {
            return null;
        }

        return found is null or { State: not "Stable" } ? null
            : found.Error.IsError ? throw new KafkaException(found.Error)
            : new GroupView(group, found.Members.Count, Strangers(found.Members));
    }, cancellation);

    public T Ask<T>(string what, Func<T> ask, CancellationToken cancellation)
    {
        try
        {
            Task<T> asked;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                // librdkafka waits for the whole time-out when no broker answers, and cannot be told to stop: another thread waits for it.
                asked = Task.Run(ask, cancellation);
                _asked = _asked.IsCompleted ? asked : Task.WhenAll(_asked, asked);
            }

            return asked.WaitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (KafkaException e)
        {
            throw new TransientException($"Consumer group '{group}', topic '{topic}': " +
                $"Kafka at {options.BootstrapServers} did not tell {what}: {e.Error.Code}: {e.Error.Reason}.", e);
        }
    }

    /// <summary>Ends the client too. A question that a stop did not wait for is still inside the client, which must outlive it.</summary>
    public void Dispose()
    {
        Task asked;
        lock (_gate)
        {
            _disposed = true;
            asked = _asked;
        }

        var (always, now) = (CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously);
        asked.ContinueWith(_ => client.Dispose(), always, now, TaskScheduler.Default);
    }

    private IAdminClient Admin() => new DependentAdminClientBuilder(client.Handle).Build();

    private ImmutableArray<ForeignMember> Strangers(IEnumerable<GroupMemberInfo> members) =>
        [.. members.Where(m => !m.ClientId.StartsWith(InstallationName.Clients(options.Installation), StringComparison.Ordinal))
            .Select(m => new ForeignMember(m.ClientId, m.ClientHost.TrimStart('/'), GroupAssignment.Held(m.MemberAssignment, topic)))
            .OrderBy(m => m.ClientId, StringComparer.Ordinal).ThenBy(m => m.Host, StringComparer.Ordinal).ThenBy(m => m.Partitions)];
}
