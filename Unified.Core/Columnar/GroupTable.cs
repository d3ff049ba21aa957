using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unified.Columnar;

/// <summary>
/// Groups by key with their states inline, in one array of 64-bit words: open addressing, linear probing, load at most one half. An entry
/// is
/// <c>[hash | 1][stamp][key words][state words]</c>; a zero hash word is an empty slot, zero state words are the state of no events.
/// One thread at a time.
/// </summary>
/// <param name="keyWords">64-bit words a key.</param>
/// <param name="stateWords">Words a state.</param>
/// <param name="maxWords">Words at most in all: offsets are 32 bits.</param>
internal sealed class GroupTable(int keyWords, int stateWords, int? maxWords = null)
{
    private const int Header = 2;
    private readonly int _stride = Header + keyWords + stateWords;
    private readonly ulong _seed = HashSeed.Current;
    private long[] _words = new long[16 * (Header + keyWords + stateWords)];
    private int _capacity = 16;
    private ulong[] _hashes = [];

    /// <summary>Groups.</summary>
    public int Count { get; private set; }

    /// <summary>All entries. An offset from <see cref="FindOrAdd"/> points to the entry's first state word.</summary>
    public Span<long> Words => _words;

    /// <summary>The key words of the entry whose states begin at <paramref name="offset"/>.</summary>
    public ReadOnlySpan<long> Key(int offset) => _words.AsSpan(offset - keyWords, keyWords);

    /// <summary>The state words of an entry.</summary>
    public Span<long> States(int offset) => _words.AsSpan(offset, stateWords);

    /// <summary>
    /// Finds or adds the group of each row and stamps it; <paramref name="offsets"/> receives where its states begin.
    /// Offsets are valid until the next call.
    /// </summary>
    /// <param name="keys">For each key word a column of rows.</param>
    public void FindOrAdd(long[][] keys, int count, int[] offsets, long stamp)
    {
        if (_hashes.Length < count)
        {
            _hashes = new ulong[count];
        }

        Hash(keys, count, _hashes, _seed);
        // Invariant: offsets[0..row) point into the current array. Growing moves every entry, so it starts the batch again; what was
        // added stays added, and an array doubles only so often.
        for (var row = 0; row < count; row++)
        {
            if ((Count + 1) * 2 > _capacity)
            {
                Grow();
                row = 0;
            }

            offsets[row] = FindOrAdd(keys, row, _hashes[row] | 1, stamp);
        }
    }

    /// <summary>The offsets of all entries with <paramref name="stamp"/>, or of all when it is null; in no order.</summary>
    public List<int> Entries(long? stamp)
    {
        var entries = new List<int>(Count);
        for (var slot = 0; slot < _capacity; slot++)
        {
            var at = slot * _stride;
            if (_words[at] != 0 && (stamp is null || _words[at + 1] == stamp))
            {
                entries.Add(at + Header + keyWords);
            }
        }

        return entries;
    }

    /// <summary>Forgets all groups; keeps the memory.</summary>
    public void Clear()
    {
        _words.AsSpan().Clear();
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindOrAdd(long[][] keys, int row, ulong hash, long stamp)
    {
        var words = _words;
        var mask = _capacity - 1;
        for (var slot = Slot(hash); ; slot = (slot + 1) & mask)
        {
            var at = slot * _stride;
            var found = unchecked((ulong)words[at]);
            if (found == hash && SameKey(words, at + Header, keys, row))
            {
                words[at + 1] = stamp;
                return at + Header + keyWords;
            }

            if (found == 0)
            {
                words[at] = unchecked((long)hash);
                words[at + 1] = stamp;
                for (var i = 0; i < keys.Length; i++)
                {
                    words[at + Header + i] = keys[i][row];
                }

                Count++;
                return at + Header + keyWords;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool SameKey(long[] words, int at, long[][] keys, int row)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (words[at + i] != keys[i][row])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The high bits choose the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(ulong hash) => (int)(hash >> (64 - BitOperations.Log2((uint)_capacity)));

    /// <summary>
    /// For each word of a key one multiplication by a number that nobody outside knows, both halves of the product folded together.
    /// </summary>
    internal static void Hash(long[][] keys, int count, ulong[] hashes, ulong seed)
    {
        hashes.AsSpan(0, count).Fill(seed);
        var multipliers = HashSeed.Multipliers(seed, keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            var (column, multiplier) = (keys[i], multipliers[i]);
            for (var row = 0; row < count; row++)
            {
                var high = Math.BigMul(hashes[row] ^ unchecked((ulong)column[row]), multiplier, out var low);
                hashes[row] = high ^ low;
            }
        }
    }

    private void Grow()
    {
        var (old, slots) = (_words, _capacity);
        // Long jumps while small: a growing array is walked through once for each doubling.
        var capacity = (long)_capacity * (_capacity < 65_536 ? 4 : 2);
        if (capacity * _stride > (maxWords ?? Array.MaxLength))
        {
            throw new GroupsExhausted($"{Count} groups of {_stride} words");
        }

        _capacity = (int)capacity;
        _words = new long[_capacity * _stride];
        var mask = _capacity - 1;
        for (var from = 0; from < slots; from++)
        {
            var hash = unchecked((ulong)old[from * _stride]);
            if (hash == 0)
            {
                continue;
            }

            var slot = Slot(hash);
            while (_words[slot * _stride] != 0)
            {
                slot = (slot + 1) & mask;
            }

            old.AsSpan(from * _stride, _stride).CopyTo(_words.AsSpan(slot * _stride));
        }
    }
}
