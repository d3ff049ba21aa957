using System.Collections.Concurrent;

namespace Unified.Embedded.Tests.ClickHouse;

/// <summary>Removes what the tests left on the disk, when every server that might still write to it has ended.</summary>
[TestClass]
public static class TemporaryFolders
{
    internal static ConcurrentBag<string> Made { get; } = [];

    [AssemblyCleanup]
    public static void Remove()
    {
        foreach (var folder in Made.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
