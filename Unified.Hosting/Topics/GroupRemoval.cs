using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Unified.Errors;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Topics;

/// <summary>Deletes consumer groups. What they have committed is a hint that nothing depends on.</summary>
internal static class GroupRemoval
{
    /// <summary>Deletes groups, and names those that have members and therefore stay.</summary>
    /// <exception cref="TransientException">Kafka does not answer.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(KafkaOptions kafka, IReadOnlyList<string> groups)
    {
        if (groups.Count == 0)
        {
            return [];
        }

        using var client = new ConsumerBuilder<byte[]?, byte[]?>(kafka.Consumer("unified-look", full: true))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(client.Handle).Build();
        try
        {
            await admin.DeleteGroupsAsync([.. groups], new DeleteGroupsOptions { RequestTimeout = kafka.RequestTimeout })
                .ConfigureAwait(false);
            return [];
        }
        catch (DeleteGroupsException error)
        {
            var left = error.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.GroupIdNotFound).ToArray();
            return Array.Find(left, r => r.Error.Code != ErrorCode.NonEmptyGroup) is { } other
                ? throw new TransientException($"Kafka did not delete consumer group '{other.Group}': {other.Error.Reason}. Nothing was "
                    + "dropped; try again, or without --groups.", error)
                : [.. left.Select(r => r.Group)];
        }
        catch (KafkaException error)
        {
            throw new TransientException($"Kafka did not delete the consumer groups: {error.Error.Reason}. Nothing was dropped; try "
                + "again, or without --groups.", error);
        }
    }
}
