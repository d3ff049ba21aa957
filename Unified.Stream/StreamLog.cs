using Microsoft.Extensions.Logging;

namespace Unified.Streaming;

/// <summary>Every line that this project logs.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(Message = "Kafka client: {Facility}: {Text}", EventId = 2)]
    public static partial void ClientLine(this ILogger log, LogLevel level, string facility, string text);

    [LoggerMessage(3, LogLevel.Warning, "Consumer group '{Group}', topic '{Topic}': {Code}: {Reason}")]
    public static partial void ClientError(this ILogger log, string group, string topic, string code, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Consumer group '{Group}', topic '{Topic}': offsets were not committed ({Code}: {Reason}); they will be with the next epoch, or the next owner repeats the epoch.")]
    public static partial void CommitFailed(this ILogger log, string group, string topic, string code, string reason);

    [LoggerMessage(5, LogLevel.Information, "Job '{Job}' {Version}: partition {Partition} of topic '{Topic}' starts at offset {Offset}{Archive}")]
    public static partial void Assigned(this ILogger log, string job, string version, int partition, string topic, long offset, string archive);

    [LoggerMessage(6, LogLevel.Information, "'{Who}': partitions {Partitions} of topic '{Topic}' were {How}")]
    public static partial void Released(this ILogger log, string who, string partitions, string topic, string how);

    [LoggerMessage(7, LogLevel.Warning, "'{Who}': attempt {Attempt} failed, trying again in {Delay}: {Reason}")]
    public static partial void Retried(this ILogger log, string who, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Job '{Job}': topic '{Topic}' has dropped what partition {Partition} needs next; its epoch {Epoch} is read again, from the archive as far as needed")]
    public static partial void Forgotten(this ILogger log, string job, string topic, int partition, long epoch);

    [LoggerMessage(9, LogLevel.Warning, "Job '{Job}': the last flush was not stored in {Timeout}; partitions {Partitions} are given up without it, the next owner computes it again")]
    public static partial void GaveUp(this ILogger log, string job, TimeSpan timeout, string partitions);

    [LoggerMessage(10, LogLevel.Information, "'{Who}' {State} on topic '{Topic}'")]
    public static partial void State(this ILogger log, string who, string state, string topic);

    [LoggerMessage(11, LogLevel.Information, "Archive of '{Source}': {Epoch} written, {Records} records, {Quarantined} of them quarantined")]
    public static partial void EpochArchived(this ILogger log, string source, string epoch, long records, long quarantined);

    [LoggerMessage(12, LogLevel.Information, "Archive of '{Source}': partition {Partition} of topic '{Topic}' starts at offset {Offset}")]
    public static partial void ArchiverAssigned(this ILogger log, string source, int partition, string topic, long offset);

    [LoggerMessage(14, LogLevel.Warning, "Job '{Job}' {Version} is new: topic '{Topic}' counts from the first whole epoch of each partition that is still there, {Origin}; what came before is in no answer")]
    public static partial void OriginDeclared(this ILogger log, string job, string version, string topic, string origin);

    [LoggerMessage(13, LogLevel.Error, "'{Who}' on topic '{Topic}' failed")]
    public static partial void Failed(this ILogger log, Exception error, string who, string topic);
}
