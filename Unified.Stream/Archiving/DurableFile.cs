using System.Runtime.InteropServices;

namespace Unified.Streaming.Archiving;

/// <summary>
/// A file that is there as a whole or not at all, after a crash of the process and of the machine too: written under another name,
/// synced, renamed, the folder synced. Temporary names begin with '.' and are unique: two archivers that both believe to own an epoch do
/// not write into each other's file.
/// </summary>
internal sealed class DurableFile : IDisposable
{
    private const string Mark = ".tmp";

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;

    public DurableFile(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        _path = path;
        _temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{Mark}");
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
    }

    public Stream Stream => _stream;

    /// <summary>Removes what crashed writers left behind.</summary>
    public static void Clean(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, $".*{Mark}"))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Makes the file appear under its name, in place of an older one.</summary>
    public void Publish()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        // If the process dies here, a temporary file is left: no reader looks at it, the next owner of the partition removes it.
        File.Move(_temporary, _path, overwrite: true);
        // If the machine dies here, the new name may be forgotten, not the old file: the offset is not committed yet, so the epoch is
        // written again.
        SyncFolder(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_temporary);
    }

    private static void SyncFolder(string folder)
    {
        // Windows has no such call and does not need it: NTFS journals the rename.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Folder '{folder}' cannot be opened to sync it: error {Marshal.GetLastPInvokeError()}.");
        }

        try
        {
            if (FSync(descriptor) != 0)
            {
                throw new IOException($"Folder '{folder}' cannot be synced: error {Marshal.GetLastPInvokeError()}.");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    // .NET opens no folders, so it cannot sync them.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
