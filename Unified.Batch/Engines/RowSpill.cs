using System.Collections;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Unified.Batch.Engines;

/// <summary>
/// The rows of a slice, which may be more than memory has room for: up to a number of bytes stay there, the others go to a temporary file
/// that ends with this object, and are read again each time that somebody asks. One thread.
/// </summary>
/// <param name="mostBytes">How many bytes stay in memory.</param>
/// <param name="folder">Where the file is.</param>
internal sealed class RowSpill(long mostBytes, string folder) : IReadOnlyList<RecordBatch>, IDisposable
{
    private readonly List<(RecordBatch? Batch, long Position)> _all = [];
    private FileStream? _file;
    private long _bytes;

    public int Count => _all.Count;

    public RecordBatch this[int index] => _all[index] is { Batch: { } kept } ? kept : Read(_all[index].Position);

    /// <summary>Adds a batch, which is this object's from now on.</summary>
    public void Add(RecordBatch rows)
    {
        var size = rows.Arrays.Sum(a => Size(a.Data));
        if (_bytes + size <= mostBytes)
        {
            _bytes += size;
            _all.Add((rows, 0));
            return;
        }

        using (rows)
        {
            _all.Add((null, Write(rows)));
        }
    }

    public IEnumerator<RecordBatch> GetEnumerator()
    {
        for (var i = 0; i < _all.Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        _all.ForEach(r => r.Batch?.Dispose());
        _file?.Dispose();
    }

    private long Write(RecordBatch rows)
    {
        _file ??= new FileStream(Path.Combine(folder, $"unified-{Guid.NewGuid():N}.rows"), FileMode.CreateNew,
            FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
        var position = _file.Seek(0, SeekOrigin.End);
        using var writer = new ArrowStreamWriter(_file, rows.Schema, leaveOpen: true);
        writer.WriteRecordBatch(rows);
        writer.WriteEnd();
        return position;
    }

    private RecordBatch Read(long position)
    {
        _file!.Position = position;
        using var reader = new ArrowStreamReader(_file, leaveOpen: true);
        return reader.ReadNextRecordBatch();
    }

    private static long Size(ArrayData data) => data.Buffers.Sum(b => (long)b.Length) + (data.Children?.Sum(Size) ?? 0);
}
