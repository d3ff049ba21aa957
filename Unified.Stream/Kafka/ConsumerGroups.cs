using Unified.Logical;

namespace Unified.Streaming.Kafka;

/// <summary>The names of the consumer groups. A new version of a job is a new group: it reads everything that it owns from the beginning.</summary>
public static class ConsumerGroups
{
    /// <summary>The group of a job version.</summary>
    public static string Stream(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"unified.{plan.Job}.{plan.Version}";
    }

    /// <summary>The group of a source's archiver.</summary>
    public static string Archive(SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return $"unified.archive.{source.Name}";
    }
}
