using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>The body as the statement sees it: the text from the URL, a line end, then what was sent.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    // ClickHouse reads at most 256 KiB of statement text itself; the data behind it has no limit.
    private const int HeadBytes = 1 << 19;

    // A statement without data is held in memory whole.
    private const int MostStatementBytes = 1 << 26;
    private readonly Stream _stream;
    private readonly bool _owned;

    private RequestBody(Stream stream, bool owned, string compression)
    {
        _stream = stream;
        _owned = owned;
        Compression = compression;
    }

    /// <summary>Compression that the engine has to undo, "none" where it is already undone.</summary>
    public string Compression { get; }

    /// <summary>The beginning of statement and data.</summary>
    public byte[] Head { get; private set; } = [];

    public Stream Rest => _stream;

    public static async Task<RequestBody> OpenAsync(HttpRequest request, RequestOptions options, CancellationToken cancellation)
    {
        var query = options.Query;
        var encoding = options.IsForm ? "form" : request.Headers.ContentEncoding.ToString();
        var body = encoding switch
        {
            "form" => new RequestBody(Stream.Null, false, "none"),
            "" or "identity" => new RequestBody(request.Body, false, "none"),
            "gzip" or "x-gzip" => new RequestBody(new GZipStream(request.Body, CompressionMode.Decompress), true, "none"),
            "deflate" => new RequestBody(new ZLibStream(request.Body, CompressionMode.Decompress), true, "none"),
            "br" => new RequestBody(new BrotliStream(request.Body, CompressionMode.Decompress), true, "none"),
            // What ClickHouse.Driver sends unless told otherwise.
            "zstd" => new RequestBody(new ZstdSharp.DecompressionStream(request.Body), true, "none"),
            // The engine reads these itself, but only from a file that holds nothing but data.
            "lz4" or "xz" or "bz2" when StatementShape.Of(System.Text.Encoding.UTF8.GetBytes(query)).TakesData
                => new RequestBody(request.Body, false, encoding),
            _ => throw new ChdbException(
                48, "NOT_IMPLEMENTED", $"Content-Encoding '{encoding}' is not understood: use zstd, gzip, deflate or br; or lz4, xz " +
                    $"or bz2 with the INSERT in the URL and nothing but its data in the body"),
        };
        var prefix = query.Length == 0 ? [] : System.Text.Encoding.UTF8.GetBytes(query + "\n");
        await body.ReadHeadAsync(prefix, body.Compression == "none" ? HeadBytes : 0, cancellation).ConfigureAwait(false);
        return body;
    }

    /// <summary>Reads on to the end: a statement without data may be long (an IN list).</summary>
    public async Task<byte[]> ReadAllAsync(CancellationToken cancellation)
    {
        var all = new MemoryStream();
        await all.WriteAsync(Head, cancellation).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        for (int read; (read = await _stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            await all.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            if (all.Length > MostStatementBytes)
            {
                throw new ChdbException(62, "SYNTAX_ERROR", $"The statement is longer than {MostStatementBytes} bytes; send its data " +
                    $"behind INSERT ... FORMAT");
            }
        }

        return all.ToArray();
    }

    public ValueTask DisposeAsync() => _owned ? _stream.DisposeAsync() : ValueTask.CompletedTask;

    private async Task ReadHeadAsync(byte[] prefix, int bytes, CancellationToken cancellation)
    {
        var head = new byte[prefix.Length + bytes];
        prefix.CopyTo(head, 0);
        var read = bytes == 0 ? 0 : await _stream.ReadAtLeastAsync(head.AsMemory(prefix.Length), bytes, throwOnEndOfStream: false,
            cancellation).ConfigureAwait(false);
        Head = head.AsSpan(0, prefix.Length + read).ToArray();
    }
}
