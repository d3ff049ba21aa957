using System.Runtime.InteropServices;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>libchdb's C functions, bound by name to one loaded library. Function pointers rather than DllImport: the path is known only
/// at run time.</summary>
internal sealed unsafe class ChdbApi
{
    public readonly delegate* unmanaged[Cdecl]<int, byte**, nint*> Connect;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> Close;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, nint> Query;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> Buffer;
    public readonly delegate* unmanaged[Cdecl]<nint, nuint> Length;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> Error;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> RowsRead;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> BytesRead;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> RowsWritten;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong> BytesWritten;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Destroy;
    public readonly delegate* unmanaged[Cdecl]<int, void> SetSignalHandlersEnabled;

    public ChdbApi(string path)
    {
        var library = Load(path);
        nint Export(string name) => NativeLibrary.TryGetExport(library, name, out var address)
            ? address
            : throw new EmbeddedServerException($"'{path}' has no function {name}: it is older than chDB 26.5. Run `npm install` for " +
                $"a newer {ChdbPackage.Name}.");

        Connect = (delegate* unmanaged[Cdecl]<int, byte**, nint*>)Export("chdb_connect");
        Close = (delegate* unmanaged[Cdecl]<nint*, void>)Export("chdb_close_conn");
        Query = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint,
            nint>)Export("chdb_query_with_params_n");
        Buffer = (delegate* unmanaged[Cdecl]<nint, byte*>)Export("chdb_result_buffer");
        Length = (delegate* unmanaged[Cdecl]<nint, nuint>)Export("chdb_result_length");
        Error = (delegate* unmanaged[Cdecl]<nint, byte*>)Export("chdb_result_error");
        RowsRead = (delegate* unmanaged[Cdecl]<nint, ulong>)Export("chdb_result_rows_read");
        BytesRead = (delegate* unmanaged[Cdecl]<nint, ulong>)Export("chdb_result_bytes_read");
        RowsWritten = (delegate* unmanaged[Cdecl]<nint, ulong>)Export("chdb_result_rows_written");
        BytesWritten = (delegate* unmanaged[Cdecl]<nint, ulong>)Export("chdb_result_bytes_written");
        Destroy = (delegate* unmanaged[Cdecl]<nint, void>)Export("chdb_destroy_query_result");
        SetSignalHandlersEnabled = (delegate* unmanaged[Cdecl]<int, void>)Export("chdb_set_signal_handlers_enabled");
    }

    private static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new EmbeddedServerException($"'{path}' is not a library that this system can load. Run `npm install` for " +
                $"{ChdbPackage.Name}, or correct {ChdbLibrary.Variable}. ({error.Message})", error);
        }
    }
}
