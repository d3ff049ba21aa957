using Microsoft.Extensions.Logging;
using Unified.Epochs;

namespace Unified.Streaming;

/// <summary>Every line that this project logs.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(Message = "Kafka client: {Facility}: {Text}", EventId = 2)]
    public static partial void ClientLine(this ILogger log, LogLevel level, string facility, string text);

    [LoggerMessage(3, LogLevel.Warning, "Consumer group '{Group}', topic '{Topic}': {Code}: {Reason}")]
    public static partial void ClientError(this ILogger log, string group, string topic, string code, string reason);

    [LoggerMessage(4, LogLevel.Warning,
        "Consumer group '{Group}', topic '{Topic}': offsets were not committed ({Code}: {Reason}); they will be with the next " +
        "epoch. Nothing depends on them.")]
    public static partial void CommitFailed(this ILogger log, string group, string topic, string code, string reason);

    [LoggerMessage(5, LogLevel.Information, "Job '{Job}' {Version}: {Partition} starts at offset {Offset}{Archive}")]
    public static partial void Assigned(this ILogger log, string job, string version, LogPartition partition, long offset, string archive);

    [LoggerMessage(6, LogLevel.Information, "'{Who}': partitions {Partitions} of topic '{Topic}' were {How}")]
    public static partial void Released(this ILogger log, string who, string partitions, string topic, string how);

    [LoggerMessage(7, LogLevel.Warning, "'{Who}': attempt {Attempt} failed, trying again in {Delay}: {Reason}")]
    public static partial void Retried(this ILogger log, string who, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(8, LogLevel.Warning,
        "Job '{Job}': topic '{Topic}' has dropped what is needed next; {Epoch} is read again, from the archive as far as needed")]
    public static partial void Forgotten(this ILogger log, string job, string topic, EpochId epoch);

    [LoggerMessage(9, LogLevel.Warning,
        "Job '{Job}': the last flush was not stored in {Timeout}; partitions {Partitions} of topic '{Topic}' are given up without it, " +
        "the next owner computes it again")]
    public static partial void GaveUp(this ILogger log, string job, string topic, TimeSpan timeout, string partitions);

    [LoggerMessage(10, LogLevel.Information, "'{Who}' {State} on topic '{Topic}'")]
    public static partial void State(this ILogger log, string who, string state, string topic);

    [LoggerMessage(11, LogLevel.Information, "Archive: {Epoch} written, {Records} records, {Quarantined} of them quarantined")]
    public static partial void EpochArchived(this ILogger log, EpochId epoch, long records, long quarantined);

    [LoggerMessage(12, LogLevel.Information, "Archive: {Partition} starts at offset {Offset}")]
    public static partial void ArchiverAssigned(this ILogger log, LogPartition partition, long offset);

    [LoggerMessage(20, LogLevel.Warning,
        "Archive: {Partition} has files without a gap only up to offset {Offset}, although offset {Committed} is committed: " +
        "what is missing is read again")]
    public static partial void NotArchived(this ILogger log, LogPartition partition, long offset, long committed);

    [LoggerMessage(21, LogLevel.Warning,
        "Archive: {Partition} lacks offsets {First} to {Last} (epochs {FirstEpoch} to {LastEpoch}), and Kafka has dropped them. " +
        "Restore the files: whoever needs these epochs is refused until then")]
    public static partial void LostForGood(
        this ILogger log, LogPartition partition, long first, long last, long firstEpoch, long lastEpoch);

    [LoggerMessage(22, LogLevel.Debug,
        "Archive: {Epoch} decoded again: {Records} records, {Quarantined} of them quarantined; {Recovered} are good now that were not, " +
        "{Refused} were good and are not")]
    public static partial void Redecoded(this ILogger log, EpochId epoch, long records, long quarantined, long recovered, long refused);

    [LoggerMessage(14, LogLevel.Warning,
        "Job '{Job}' {Version} is new: topic '{Topic}' counts from the first whole epoch of each partition that is still there, " +
        "{Origin}; what came before is in no answer")]
    public static partial void OriginDeclared(this ILogger log, string job, string version, string topic, string origin);

    [LoggerMessage(19, LogLevel.Warning,
        "Job '{Job}': the tables do not have {Epoch} with all its rows, although they were written up to offset {End} and offset " +
        "{Committed} is committed: what they lack from there on is read again")]
    public static partial void NotStored(this ILogger log, string job, EpochId epoch, long end, long committed);

    [LoggerMessage(13, LogLevel.Error, "'{Who}' on topic '{Topic}' failed")]
    public static partial void Failed(this ILogger log, Exception error, string who, string topic);

    [LoggerMessage(15, LogLevel.Debug, "{Who}: topic '{Topic}' and its group were not looked at: {Reason}")]
    public static partial void NotSeen(this ILogger log, string who, string topic, string reason);

    [LoggerMessage(16, LogLevel.Information, "{Who}: consumer group '{Group}' has {Members} member(s) now")]
    public static partial void Members(this ILogger log, string who, string group, int members);

    [LoggerMessage(17, LogLevel.Warning,
        "{Who}: consumer group '{Group}' has a member that is not of this installation: client '{Client}' at {Host} " +
        "holds {Partitions} partitions of topic '{Topic}', and what it reads is in no answer here. " +
        "Stop it, or give each installation another Unified:Kafka:Installation.")]
    public static partial void Stranger(
        this ILogger log, string who, string group, string client, string host, int partitions, string topic);

    [LoggerMessage(18, LogLevel.Information, "{Who}: consumer group '{Group}' has no members of other installations any more")]
    public static partial void NoStrangers(this ILogger log, string who, string group);

    [LoggerMessage(30, LogLevel.Warning,
        "{Who}: topic '{Topic}' partition {Partition}: the record at offset {Offset} could not be read ({Code}: {Reason}); " +
        "it is read again")]
    public static partial void NotRead(
        this ILogger log, string who, string topic, int partition, long offset, string code, string reason);

    [LoggerMessage(31, LogLevel.Error, "{Problem}")]
    public static partial void StandsStill(this ILogger log, string problem);

    [LoggerMessage(32, LogLevel.Information,
        "{Who}: topic '{Topic}' partition {Partition}: the record at offset {Offset} was read after {Attempts} failed attempts")]
    public static partial void ReadAgain(this ILogger log, string who, string topic, int partition, long offset, int attempts);

    [LoggerMessage(33, LogLevel.Information, "{Who}: topic '{Topic}' partition {Partition} moves again, at offset {Position}")]
    public static partial void MovesAgain(this ILogger log, string who, string topic, int partition, long position);

    [LoggerMessage(34, LogLevel.Error, "{Hole}")]
    public static partial void PassedOver(this ILogger log, string hole);

    [LoggerMessage(35, LogLevel.Information, "Archive: {Epoch} is still filling: saved up to offset {Covered}")]
    public static partial void PartSaved(this ILogger log, EpochId epoch, long covered);

    [LoggerMessage(36, LogLevel.Information, "Archive: {Epoch} takes long to fill: its records are read again, to save them")]
    public static partial void PartReread(this ILogger log, EpochId epoch);

    [LoggerMessage(37, LogLevel.Warning,
        "{Who}: topic '{Topic}': {Count} of {Read} records were quarantined since the last such line, {Total} since the start; {Example}")]
    public static partial void Quarantines(
        this ILogger log, string who, string topic, long count, long read, long total, string example);

    [LoggerMessage(38, LogLevel.Information, "{Who}: topic '{Topic}' has {Partitions} partitions now; the new ones are read in a moment")]
    public static partial void Grown(this ILogger log, string who, string topic, int partitions);

    [LoggerMessage(39, LogLevel.Error,
        "Archive of source '{Source}' cannot be written: {Reason} Nothing is read until it can; it is tried every {Seconds} seconds")]
    public static partial void NotWritten(this ILogger log, string source, string reason, int seconds);

    [LoggerMessage(40, LogLevel.Information, "Archive of source '{Source}' can be written again")]
    public static partial void WrittenAgain(this ILogger log, string source);

    [LoggerMessage(41, LogLevel.Warning, "Archive: the file of {Epoch} is gone; it is written again from Kafka")]
    public static partial void FileGone(this ILogger log, EpochId epoch);
}
