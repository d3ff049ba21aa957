using System.Buffers;
using System.Collections.Immutable;
using Apache.Arrow;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Physical;

/// <summary>A record batch with the plan's columns found and held in place. Reused from batch to batch; release between them.</summary>
/// <param name="fields">The plan's columns.</param>
/// <param name="manyEvents">True when events in a row may be of one record of a log.</param>
internal sealed class BoundBatch(ImmutableArray<Types.Field> fields, bool manyEvents = false)
{
    private readonly List<MemoryHandle> _pins = [];
    private Int64Array? _offsets;
    private long _first;
    private int[] _numbers = [];
    private (long Offset, int Number) _last = (-1, 0);

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
        if (manyEvents && _offsets is { } offsets)
        {
            Count(offsets.Values);
        }
    }

    /// <summary>The row's log offset, or -1 when the batch does not say.</summary>
    public long Offset(int row) => _offsets?.GetValue(row) ?? (_first == -1 ? -1 : _first + row);

    /// <summary>The row's number among those of its record, which may begin in an earlier batch.</summary>
    public int Number(int row) => manyEvents && _offsets is not null ? _numbers[row] : 0;

    /// <summary>Keeps a buffer where it is until <see cref="Release"/>, and says where.</summary>
    public unsafe nint Pin(ArrowBuffer buffer)
    {
        var handle = buffer.Memory.Pin();
        _pins.Add(handle);
        return (nint)handle.Pointer;
    }

    private void Count(ReadOnlySpan<long> offsets)
    {
        if (_numbers.Length < offsets.Length)
        {
            _numbers = new int[offsets.Length];
        }

        for (var row = 0; row < offsets.Length; row++)
        {
            _last = (offsets[row], offsets[row] == _last.Offset ? checked(_last.Number + 1) : 0);
            _numbers[row] = _last.Number;
        }
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
