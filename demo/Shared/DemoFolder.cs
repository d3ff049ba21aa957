using Unified.Hosting.Configuration;

namespace Unified.Demo.Shared;

/// <summary>The folder of a demo.</summary>
internal static class DemoFolder
{
    /// <summary>Removes the folder of an earlier demo, and refuses to remove any other.</summary>
    /// <exception cref="SettingException">There is something in it that is not of a demo.</exception>
    public static void RemoveEarlier(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        if (Directory.EnumerateFileSystemEntries(root).Select(Path.GetFileName)
            .FirstOrDefault(name => name is not ("archive" or "clickhouse" or "history" or "logs")) is { } stranger)
        {
            throw new SettingException(
                $"--root {root}: has '{stranger}', which is not of a demo. The demo empties its folder; choose a new one.");
        }

        Directory.Delete(root, recursive: true);
    }
}
