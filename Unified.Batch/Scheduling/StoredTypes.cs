using Hangfire.Common;

namespace Unified.Batch.Scheduling;

/// <summary>
/// Types in the queue are named without the version of their assembly: what one build has queued another one reads, older or newer, and so
/// while one takes the place of the other. Hangfire has one such setting a process: a program that uses it for itself, and has chosen
/// otherwise, keeps its choice.
/// </summary>
internal static class StoredTypes
{
    public static void HaveNoVersion()
    {
        if (TypeHelper.CurrentTypeSerializer == TypeHelper.DefaultTypeSerializer)
        {
            TypeHelper.CurrentTypeSerializer = TypeHelper.SimpleAssemblyTypeSerializer;
        }

        if (TypeHelper.CurrentTypeResolver == TypeHelper.DefaultTypeResolver)
        {
            TypeHelper.CurrentTypeResolver = TypeHelper.IgnoredAssemblyVersionTypeResolver;
        }
    }
}
