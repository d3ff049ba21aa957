using System.Text;

namespace Unified.Streaming.Decoding;

/// <summary>
/// Finds a field by its name in UTF-8. Producers write fields in the same order again and again: the one after the last one
/// found is tried first.
/// </summary>
internal sealed class ColumnNames
{
    private readonly byte[][] _names;
    private readonly Utf8Dictionary _numbers = new();
    private int _next;

    // Names in lower case, where case does not count.
    private readonly Utf8Dictionary? _anyCase;
    private byte[] _lower = [];

    /// <param name="names">The names; their numbers are their places.</param>
    /// <param name="ignoreCase">True when ASCII letters may be of another case; an exact name counts more.</param>
    public ColumnNames(IReadOnlyList<string> names, bool ignoreCase)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _anyCase = ignoreCase ? new Utf8Dictionary() : null;
        foreach (var name in _names)
        {
            _numbers.GetOrAdd(name, out _);
            _anyCase?.GetOrAdd(Lower(name), out _);
        }
    }

    /// <summary>The column's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (_names.Length == 0)
        {
            return -1;
        }

        if (!name.SequenceEqual(_names[_next]))
        {
            var found = _numbers.Find(name);
            found = found < 0 && _anyCase is not null ? _anyCase.Find(Lower(name)) : found;
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

    private ReadOnlySpan<byte> Lower(ReadOnlySpan<byte> name)
    {
        if (_lower.Length < name.Length)
        {
            _lower = new byte[name.Length * 2];
        }

        for (var i = 0; i < name.Length; i++)
        {
            _lower[i] = name[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(name[i] | 0x20) : name[i];
        }

        return _lower.AsSpan(0, name.Length);
    }
}
