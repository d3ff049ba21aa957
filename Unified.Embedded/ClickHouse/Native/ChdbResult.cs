using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>The finished answer of a statement, in the engine's memory until disposed.</summary>
internal sealed unsafe class ChdbResult : IDisposable
{
    private readonly ChdbApi _api;
    private nint _result;

    private ChdbResult(ChdbApi api, nint result)
    {
        _api = api;
        _result = result;
    }

    public long Length => checked((long)_api.Length(_result));

    public ReadOnlySpan<byte> Bytes => new(_api.Buffer(_result), checked((int)Length));

    public ulong RowsRead => _api.RowsRead(_result);

    public ulong BytesRead => _api.BytesRead(_result);

    public ulong RowsWritten => _api.RowsWritten(_result);

    public ulong BytesWritten => _api.BytesWritten(_result);

    public static ChdbResult From(ChdbApi api, nint result)
    {
        if (result == 0)
        {
            throw new ChdbException(1002, "UNKNOWN_EXCEPTION", "The engine returned no result.");
        }

        var error = api.Error(result);
        if (error is null)
        {
            return new ChdbResult(api, result);
        }

        var message = Marshal.PtrToStringUTF8((nint)error) ?? "";
        api.Destroy(result);
        throw new ChdbException(message);
    }

    /// <summary>Reads the engine's buffer in place; valid until this result is disposed.</summary>
    public Stream OpenRead() => Length == 0 ? Stream.Null : new UnmanagedMemoryStream(_api.Buffer(_result), Length);

    public void Dispose()
    {
        if (_result != 0)
        {
            _api.Destroy(_result);
            _result = 0;
        }
    }
}
