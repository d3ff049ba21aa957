using Unified.Logical;
using Unified.Plans;

namespace Unified.Streaming.Kafka;

/// <summary>
/// The names of the consumer groups. A new version of a job is a new group: it reads everything that it owns from the beginning. So is
/// another installation: two that shared a group would get a part of the records each.
/// </summary>
public static class ConsumerGroups
{
    /// <summary>The group of a job version on one of its logs.</summary>
    public static string Stream(JobPlan plan, string log, string installation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Stream(plan.Job, plan.Version, log, installation);
    }

    /// <summary>The same of a version that this program may have no plan of.</summary>
    public static string Stream(string job, string version, string log, string installation) =>
        $"{InstallationName.Groups(installation)}{job}.{version}.{log}";

    /// <summary>The group of a source's archiver.</summary>
    public static string Archive(SourceSchema source, string installation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return $"{InstallationName.Groups(installation)}archive.{source.Name}";
    }
}
