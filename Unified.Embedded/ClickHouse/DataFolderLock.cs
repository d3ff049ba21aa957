using System.Globalization;

namespace Unified.Embedded.ClickHouse;

/// <summary>
/// One writer a data folder. The operating system holds the lock for the process, so that a killed process leaves none behind; the
/// number in the file only tells the next one whom to ask.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    public static DataFolderLock Take(string data)
    {
        Directory.CreateDirectory(data);
        // Two files: .NET locks a file even to read it, so the number could not be read out of the locked one.
        var name = Path.Combine(data, "embedded.pid");
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(data, "embedded.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error)
        {
            var owner = File.Exists(name) ? File.ReadAllText(name) : "(unknown)";
            throw new EmbeddedServerException(
                $"The data folder '{data}' is in use by process {owner}: an embedded ClickHouse has one writer. Stop process {owner}, " +
                    $"connect to its address, or choose another folder. ({error.Message})", error);
        }

        File.WriteAllText(name, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    public void Dispose() => _file.Dispose();
}
