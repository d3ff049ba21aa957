using Unified.Errors;
using Unified.Hosting.Records;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>A file that goes into a topic.</summary>
/// <param name="Path">The file.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Key">The field whose value is the key, or null.</param>
/// <param name="Rate">Records a second, or null.</param>
internal sealed record FileToSend(string Path, string Topic, string? Key = null, double? Rate = null);

/// <summary>Sends files to topics, and judges each record as the sources would.</summary>
internal static class FileSender
{
    /// <summary>Sends a file.</summary>
    /// <param name="kafka">Where Kafka is.</param>
    /// <param name="sources">The sources over the topic.</param>
    /// <param name="file">What is sent.</param>
    /// <param name="cancellation">Stops; what has been sent stays.</param>
    /// <exception cref="DataException">The file cannot be read, or the topic is not there and no source says how to make it.</exception>
    /// <exception cref="TransientException">No broker answers, or one refuses.</exception>
    public static async Task<Sent> SendAsync(
        KafkaOptions kafka, IReadOnlyList<SourceSchema> sources, FileToSend file, CancellationToken cancellation)
    {
        var partitions = await Task.Run(() => Partitions(kafka, sources, file.Topic, cancellation), cancellation).ConfigureAwait(false);
        var sent = new Sent();
        var verdicts = sources.Select(s => new SourceVerdict(s)).ToList();
        var records = RecordFile.Read(file.Path, sources.Count > 0 ? sources[0] : null).Select(record =>
        {
            foreach (var verdict in verdicts)
            {
                if (verdict.Of(record.Json) is { } reason)
                {
                    sent.Refuse(record.Place, verdict.Source.Name, reason);
                }
            }

            return record;
        });
        sent.Produced = await new RecordProducer(kafka, TimeProvider.System)
            .RunAsync(file.Topic, partitions, records, file.Key, file.Rate, cancellation).ConfigureAwait(false);
        return sent;
    }

    private static IReadOnlyList<int> Partitions(
        KafkaOptions kafka, IReadOnlyList<SourceSchema> sources, string topic, CancellationToken cancellation)
    {
        using var client = new TopicClient(kafka, topic);
        if (client.Partitions(cancellation) is { Count: > 0 } there)
        {
            return there;
        }

        if (sources.Count == 0)
        {
            throw new DataException($"There is no topic '{topic}' at {kafka.BootstrapServers}, and no source of this program that says how "
                + "many partitions it should have. Make it, or declare its source in a job.");
        }

        var partitions = sources.Max(s => s.Partitions);
        client.Create(partitions, cancellation);
        return [.. Enumerable.Range(0, partitions)];
    }
}
