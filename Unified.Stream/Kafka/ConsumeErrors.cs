using System.Collections.Frozen;
using Confluent.Kafka;

namespace Unified.Streaming.Kafka;

/// <summary>
/// What an error of the client means for the records. The lists are closed: what is not on them is not known to pass, and may have taken a
/// record with it.
/// </summary>
internal static class ConsumeErrors
{
    /// <summary>Brokers, connections, leaders and groups that come and go: the client tries again, and no record was touched.</summary>
    private static readonly FrozenSet<ErrorCode> Passing = new[]
    {
        ErrorCode.Local_Transport, ErrorCode.Local_Resolve, ErrorCode.Local_AllBrokersDown, ErrorCode.Local_TimedOut,
        ErrorCode.Local_TimedOutQueue, ErrorCode.Local_WaitCoord, ErrorCode.Local_Ssl, ErrorCode.Local_Authentication,
        ErrorCode.Local_UnknownTopic, ErrorCode.Local_UnknownPartition, ErrorCode.Local_MaxPollExceeded, ErrorCode.Local_NodeUpdate,
        ErrorCode.UnknownTopicOrPart, ErrorCode.UnknownTopicId, ErrorCode.LeaderNotAvailable,
        ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut, ErrorCode.BrokerNotAvailable, ErrorCode.ReplicaNotAvailable,
        ErrorCode.NetworkException, ErrorCode.GroupLoadInProgress, ErrorCode.GroupCoordinatorNotAvailable,
        ErrorCode.NotCoordinatorForGroup, ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId, ErrorCode.RebalanceInProgress,
        ErrorCode.MemberIdRequired, ErrorCode.FencedLeaderEpoch, ErrorCode.UnknownLeaderEpoch, ErrorCode.OffsetNotAvailable,
        ErrorCode.ListenerNotFound, ErrorCode.PreferredLeaderNotAvailable, ErrorCode.FetchSessionIdNotFound,
        ErrorCode.InvalidFetchSessionEpoch, ErrorCode.KafkaStorageError, ErrorCode.ThrottlingQuotaExceeded,
    }.ToFrozenSet();

    /// <summary>Bytes that are not what they were when they were written.</summary>
    private static readonly FrozenSet<ErrorCode> Damage = new[]
    {
        ErrorCode.Local_BadMsg, ErrorCode.InvalidMsg, ErrorCode.Local_BadCompression, ErrorCode.Local_Inconsistent,
        ErrorCode.InvalidRecord, ErrorCode.InvalidMsgSize, ErrorCode.UnsupportedCompressionType,
    }.ToFrozenSet();

    /// <summary>What somebody must allow before anything can be read.</summary>
    public static bool IsRefused(Error error) => error.IsFatal
        || error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed;

    public static bool IsPassing(Error error) => Passing.Contains(error.Code);

    public static ReadFaultKind KindOf(Error error) => Damage.Contains(error.Code) ? ReadFaultKind.Damaged : ReadFaultKind.Unknown;
}
