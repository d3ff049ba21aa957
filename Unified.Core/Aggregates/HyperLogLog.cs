using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>
/// The registers of a HyperLogLog sketch: each value has a hash of 64 bits (XXH3); its upper 12 choose a register, and the register keeps
/// the largest rank, which is where the first 1 of the others is. What comes out depends on the set of values alone. Kept as pairs while
/// there are few.
/// </summary>
internal sealed class HyperLogLog
{
    /// <summary>Registers: the standard error is 1.04 / sqrt(4096), which is 1.6 %.</summary>
    public const int Registers = 1 << Bits;

    /// <summary>Ranks beyond are not told apart, so that sums of powers are exact in doubles: they need 2^50 values.</summary>
    public const int MaxRank = 40;

    private const int Bits = 12;
    private const int Few = 64;

    private readonly Dictionary<ushort, byte> _few = [];
    private byte[]? _ranks;

    public void Add(ulong hash)
    {
        var register = (ushort)(hash >> (64 - Bits));
        var rank = (byte)Math.Min(BitOperations.LeadingZeroCount(hash << Bits) + 1, MaxRank);
        if (_ranks is null && (_few.Count < Few || _few.ContainsKey(register)))
        {
            _few[register] = Math.Max(rank, _few.GetValueOrDefault(register));
            return;
        }

        _ranks ??= Ranks();
        _ranks[register] = Math.Max(_ranks[register], rank);
    }

    /// <summary>The rank of each register; 0 where there was no value.</summary>
    public byte[] Ranks()
    {
        if (_ranks is not null)
        {
            return _ranks;
        }

        var ranks = new byte[Registers];
        foreach (var (register, rank) in _few)
        {
            ranks[register] = rank;
        }

        return ranks;
    }

    /// <summary>The hash of a value in its carrier: never another one in a later version.</summary>
    public static ulong Hash<T>(T value) where T : notnull
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (value)
        {
            case string text:
                return Hash(text);
            case Int128 wide:
                BinaryPrimitives.WriteInt128LittleEndian(bytes, wide);
                return XxHash3.HashToUInt64(bytes);
            default:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value switch
                {
                    bool flag => flag ? 1 : 0,
                    int number => number,
                    long number => number,
                    uint number => number,
                    ulong number => unchecked((long)number),
                    float number => OrderedBits.Of(number),
                    double number => OrderedBits.Of(number),
                    _ => throw new Errors.InternalException($"{typeof(T).Name} has no hash."),
                });
                return XxHash3.HashToUInt64(bytes[..8]);
        }
    }

    private static ulong Hash(string text)
    {
        const int Short = 512;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= Short ? stackalloc byte[Short] : new byte[most];
        return XxHash3.HashToUInt64(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }
}
