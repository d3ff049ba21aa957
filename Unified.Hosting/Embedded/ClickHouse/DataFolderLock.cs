using System.Globalization;

namespace Unified.Hosting.Embedded.ClickHouse;

/// <summary>
/// One writer a data folder. The operating system holds the lock for the process, so that a killed process leaves none behind; the
/// number in the file only tells the next one whom to ask.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    public static string FileIn(string data) => Path.Combine(data, "embedded.lock");

    public static DataFolderLock Take(string data)
    {
        Directory.CreateDirectory(data);
        var path = FileIn(data);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DataFolderLock(file);
        }
        catch (IOException error) when (Owner(path) is { } owner)
        {
            throw new EmbeddedServerException(
                $"The data folder '{data}' is in use by process {owner}: an embedded ClickHouse has one writer. Stop process {owner}, connect to its address, or choose another folder.", error);
        }
    }

    /// <summary>The process that says it holds the folder; null when nobody ever did.</summary>
    public static string? Owner(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // Sharing everything asks for no lock, so this reads past the owner's.
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd().Trim();
        return text.Length == 0 ? null : text;
    }

    public void Dispose() => _file.Dispose();
}
