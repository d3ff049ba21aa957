namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// An INSERT's data on its way to the engine, in a file: libchdb ends data written behind the statement's text at the first line end, which
/// would cut every binary format, and reads FROM INFILE byte for byte.
/// </summary>
internal sealed class SpooledData : IDisposable
{
    private SpooledData(string path) => Path = path;

    public string Path { get; }

    public static string FolderIn(string data) => System.IO.Path.Combine(data, "spool");

    public static async Task<SpooledData> WriteAsync(string folder, ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellation)
    {
        var spooled = new SpooledData(System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N") + ".data"));
        try
        {
            var file = new FileStream(spooled.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 17, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(head, cancellation).ConfigureAwait(false);
                await rest.CopyToAsync(file, 1 << 17, cancellation).ConfigureAwait(false);
            }

            return spooled;
        }
        catch
        {
            spooled.Dispose();
            throw;
        }
    }

    public void Dispose() => File.Delete(Path);
}
