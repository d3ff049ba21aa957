using System.IO.Hashing;
using System.Text;

namespace Unified.Columnar;

/// <summary>
/// Distinct UTF-8 texts, numbered from 0 in the order of their first appearance. Append-only until cleared; not thread-safe.
/// </summary>
public sealed class TextDictionary
{
    private readonly long _seed = unchecked((long)HashSeed.Current);
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[16];
    private int[] _slots = new int[32]; // id + 1; 0 is empty
    private int _count;

    /// <summary>Distinct texts.</summary>
    public int Count => _count;

    /// <summary>The bytes of a text.</summary>
    public ReadOnlySpan<byte> this[int id] => _bytes.AsSpan(Start(id), _ends[id] - Start(id));

    /// <summary>The number of <paramref name="utf8"/>, new or old.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(utf8) & mask; ; slot = (slot + 1) & mask)
        {
            var id = _slots[slot] - 1;
            if (id < 0)
            {
                return Add(utf8, slot);
            }

            if (this[id].SequenceEqual(utf8))
            {
                return id;
            }
        }
    }

    /// <summary>The number of <paramref name="text"/>.</summary>
    public int Intern(string text)
    {
        Span<byte> small = stackalloc byte[256];
        var utf8 = text.Length <= 85 ? small : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Intern(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>Forgets all texts; keeps the memory.</summary>
    public void Clear()
    {
        _count = 0;
        _slots.AsSpan().Clear();
    }

    private int Add(ReadOnlySpan<byte> utf8, int slot)
    {
        var start = _count == 0 ? 0 : _ends[_count - 1];
        var needed = (long)start + utf8.Length;
        if (needed > _bytes.Length)
        {
            if (needed > Array.MaxLength)
            {
                throw new GroupsExhausted($"{_count} texts of {start} bytes");
            }

            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, needed)));
        }

        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        utf8.CopyTo(_bytes.AsSpan(start));
        _ends[_count] = start + utf8.Length;
        _slots[slot] = ++_count;
        if (_count * 2 > _slots.Length)
        {
            Grow();
        }

        return _count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var id = 0; id < _count; id++)
        {
            var slot = Hash(this[id]) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }

    private int Start(int id) => id == 0 ? 0 : _ends[id - 1];

    private int Hash(ReadOnlySpan<byte> utf8) => unchecked((int)XxHash3.HashToUInt64(utf8, _seed));
}
