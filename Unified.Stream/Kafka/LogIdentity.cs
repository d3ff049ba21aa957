using Unified.Errors;

namespace Unified.Streaming.Kafka;

/// <summary>
/// Which log it is: offsets mean records only together with the topic's id. A topic that is deleted and made anew keeps its name and gets
/// another id.
/// </summary>
/// <param name="Log">The source's name.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="TopicId">
/// The topic's id when the offsets were read or stored; null while it is not known: the broker is older than Kafka 2.8, or nobody asked.
/// </param>
public sealed record LogIdentity(string Log, string Topic, string? TopicId)
{
    /// <summary>
    /// Compares with the id that the topic has now. What is not known on one side is taken from the other and contradicts nothing.
    /// </summary>
    /// <param name="found">The topic's id now, or null.</param>
    /// <param name="holder">Who has the offsets, as the beginning of a sentence: <c>Manifest 3 of job 'orders'</c>.</param>
    /// <returns>The identity to remember from now on.</returns>
    /// <exception cref="DataException">The ids differ.</exception>
    public LogIdentity Confirm(string? found, string holder) => TopicId is null ? this with { TopicId = found }
        : found is null || found == TopicId ? this
        : throw new DataException(
            $"{holder} has offsets of log '{Log}' from topic '{Topic}' with the id {TopicId}, but the topic has the id {found} now: " +
            "the topic was deleted and made anew. The same offsets are other records there, so nothing more of it is read. " +
            "Give the new topic's source another Name: " +
            "that makes a new version of its jobs, and a new archive, which begin with the new topic.");
}
