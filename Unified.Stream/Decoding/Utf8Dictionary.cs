using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Unified.Streaming.Decoding;

/// <summary>Distinct texts, numbered in the order of their first appearance. Open addressing over one arena: no object per text.</summary>
internal sealed class Utf8Dictionary
{
    private const int SmallestTable = 64;

    // Texts come from outside: with a seed that nobody outside knows, nobody can choose texts that collide. Numbers do not depend on it.
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    private int[] _slots = new int[SmallestTable];
    private uint[] _hashes = new uint[SmallestTable];
    private int[] _ends = new int[SmallestTable];
    private byte[] _bytes = new byte[1024];
    private int _used;

    public int Count { get; private set; }

    public int GetOrAdd(ReadOnlySpan<byte> text, out bool added)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        for (; _slots[slot] is var entry and not 0; slot = (slot + 1) & mask)
        {
            if (_hashes[entry - 1] == hash && text.SequenceEqual(Text(entry - 1)))
            {
                added = false;
                return entry - 1;
            }
        }

        added = true;
        return Add(text, hash, slot);
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash & (uint)mask); _slots[slot] is var entry and not 0; slot = (slot + 1) & mask)
        {
            if (_hashes[entry - 1] == hash && text.SequenceEqual(Text(entry - 1)))
            {
                return entry - 1;
            }
        }

        return -1;
    }

    public ReadOnlySpan<byte> Text(int id)
    {
        var start = id == 0 ? 0 : _ends[id - 1];
        return _bytes.AsSpan(start, _ends[id] - start);
    }

    /// <summary>The texts by number.</summary>
    public StringArray ToArray()
    {
        var offsets = new int[Count + 1];
        _ends.AsSpan(0, Count).CopyTo(offsets.AsSpan(1));
        return new StringArray(new ArrayData(StringType.Default, Count, 0, 0,
            [
                ArrowBuffer.Empty, new ArrowBuffer.Builder<int>(offsets.Length).Append(offsets).Build(),
                new ArrowBuffer.Builder<byte>(_used).Append(_bytes.AsSpan(0, _used)).Build(),
            ]));
    }

    public void Clear()
    {
        if (_slots.Length > SmallestTable && Count < _slots.Length / 16)
        {
            // One batch of many texts must not make every later one clear a large table.
            _slots = new int[SmallestTable];
        }
        else
        {
            _slots.AsSpan().Clear();
        }

        (Count, _used) = (0, 0);
    }

    private int Add(ReadOnlySpan<byte> text, uint hash, int slot)
    {
        if (Count == _ends.Length)
        {
            System.Array.Resize(ref _ends, Count * 2);
            System.Array.Resize(ref _hashes, Count * 2);
        }

        if (_used + text.Length > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_used + text.Length, _bytes.Length * 2));
        }

        text.CopyTo(_bytes.AsSpan(_used));
        _used += text.Length;
        _ends[Count] = _used;
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var slot = (int)(_hashes[id] & (uint)mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            const ulong Prime = 0x9E37_79B9_7F4A_7C15;
            var hash = Seed ^ ((ulong)text.Length * Prime);
            for (; text.Length >= 8; text = text[8..])
            {
                hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
            }

            ulong tail = 0;
            foreach (var b in text)
            {
                tail = (tail << 8) | b;
            }

            hash = Mix(hash ^ tail);
            return (uint)(hash >> 32) ^ (uint)hash;

            static ulong Mix(ulong value)
            {
                var high = Math.BigMul(value, Prime, out var low);
                return high ^ BitOperations.RotateLeft(low, 23);
            }
        }
    }
}
