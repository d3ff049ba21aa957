using System.Collections.Immutable;
using System.Text;
using Unified.Logical;

namespace Unified.Streaming.Decoding;

/// <summary>Finds a column by its exact name in UTF-8. Producers write fields in the same order again and again: the column after the last one found is tried first.</summary>
internal sealed class ColumnNames
{
    private readonly byte[][] _names;
    private readonly Utf8Dictionary _numbers = new();
    private int _next;

    public ColumnNames(ImmutableArray<Field> columns)
    {
        _names = [.. columns.Select(c => Encoding.UTF8.GetBytes(c.Name))];
        foreach (var name in _names)
        {
            _numbers.GetOrAdd(name, out _);
        }
    }

    /// <summary>The column's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (!name.SequenceEqual(_names[_next]))
        {
            var found = _numbers.Find(name);
            if (found < 0)
            {
                return -1;
            }

            _next = found;
        }

        var number = _next;
        _next = (_next + 1) % _names.Length;
        return number;
    }
}
