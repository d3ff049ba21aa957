using Unified.Parity.Tests.Cases;
using Unified.Streaming.Archiving;

namespace Unified.Parity.Tests.Schedules;

/// <summary>The production archiver's writer, without Kafka.</summary>
internal static class Archive
{
    public static string Write(Case one, string root)
    {
        foreach (var log in one.Log)
        {
            using var archiver = new PartitionArchiver(root, one.Plan.Source(log.Partition), log.Partition, 0);
            foreach (var entry in log.Entries)
            {
                archiver.Add(entry.Record);
            }

            archiver.AdvanceTo(log.End);
        }

        return root;
    }
}
