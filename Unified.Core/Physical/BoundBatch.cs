using System.Buffers;
using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Physical;

/// <summary>A record batch with the plan's columns found and held in place. Reused from batch to batch; release between them.</summary>
internal sealed class BoundBatch(ImmutableArray<Types.Field> fields)
{
    private readonly List<MemoryHandle> _pins = [];
    private Int64Array? _offsets;
    private long _first;

    /// <summary>The columns, in the order of the plan's scan.</summary>
    public BoundColumn[] Columns { get; } = [.. fields.Select(_ => new BoundColumn())];

    public int Length { get; private set; }

    /// <exception cref="DataException">A column is missing or of another type.</exception>
    public void Bind(RecordBatch batch, long first = -1)
    {
        _first = first;
        Length = batch.Length;
        for (var i = 0; i < fields.Length; i++)
        {
            var index = batch.Schema.GetFieldIndex(fields[i].Name, StringComparer.Ordinal);
            if (index < 0)
            {
                throw new DataException(
                    $"The batch has no column '{fields[i].Name}', which the plan reads; it has "
                        + $"{string.Join(", ", batch.Schema.FieldsList.Select(f => f.Name))}.");
            }

            Columns[i].Bind(fields[i], batch.Column(index), this);
        }

        var lineage = batch.Schema.GetFieldIndex(LineageColumns.Offset, StringComparer.Ordinal);
        _offsets = lineage < 0 ? null : batch.Column(lineage) as Int64Array;
    }

    /// <summary>The row's log offset, or -1 when the batch does not say.</summary>
    public long Offset(int row) => _offsets?.GetValue(row) ?? (_first == -1 ? -1 : _first + row);

    /// <summary>Keeps a buffer where it is until <see cref="Release"/>, and says where.</summary>
    public unsafe nint Pin(ArrowBuffer buffer)
    {
        var handle = buffer.Memory.Pin();
        _pins.Add(handle);
        return (nint)handle.Pointer;
    }

    public void Release()
    {
        foreach (var pin in _pins)
        {
            pin.Dispose();
        }

        _pins.Clear();
        _offsets = null;
    }
}
