using System.Runtime.InteropServices;
using System.Text;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>One session of the engine. It runs one statement at a time; the engine queues a second one.</summary>
internal sealed unsafe class ChdbConnection : IDisposable
{
    private readonly ChdbApi _api;
    private nint* _handle;

    public ChdbConnection(ChdbApi api, nint* handle)
    {
        _api = api;
        _handle = handle;
    }

    /// <summary>Runs one statement; parameter values are in ClickHouse's escaped text form, as its HTTP interface takes them.</summary>
    /// <exception cref="ChdbException">The statement failed; the connection stays usable.</exception>
    public ChdbResult Query(ReadOnlySpan<byte> statement, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        ObjectDisposedException.ThrowIf(_handle is null, this);
        var formatName = Encoding.UTF8.GetBytes(format);
        var names = new Utf8Strings(parameters.Select(static p => p.Key));
        var values = new Utf8Strings(parameters.Select(static p => p.Value));
        try
        {
            fixed (byte* text = statement)
            fixed (byte* formatText = formatName)
            fixed (nint* nameList = names.Pointers, valueList = values.Pointers)
            fixed (nuint* nameLengths = names.Lengths, valueLengths = values.Lengths)
            {
                var result = _api.Query(
                    *_handle, text, (nuint)statement.Length, formatText, (nuint)formatName.Length,
                    (byte**)nameList, nameLengths, (byte**)valueList, valueLengths, (nuint)parameters.Count);
                return ChdbResult.From(_api, result);
            }
        }
        finally
        {
            names.Free();
            values.Free();
        }
    }

    public void Execute(string statement)
    {
        using var nothing = Query(Encoding.UTF8.GetBytes(statement), "Null", []);
    }

    public void Dispose()
    {
        if (_handle is not null)
        {
            _api.Close(_handle);
            _handle = null;
        }
    }

    private readonly struct Utf8Strings
    {
        public Utf8Strings(IEnumerable<string> strings)
        {
            var texts = strings.ToArray();
            Pointers = Array.ConvertAll(texts, Marshal.StringToCoTaskMemUTF8);
            Lengths = Array.ConvertAll(texts, static s => (nuint)Encoding.UTF8.GetByteCount(s));
        }

        public nint[] Pointers { get; }

        public nuint[] Lengths { get; }

        public void Free() => Array.ForEach(Pointers, Marshal.FreeCoTaskMem);
    }
}
