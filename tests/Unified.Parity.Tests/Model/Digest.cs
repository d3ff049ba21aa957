using System.Security.Cryptography;
using System.Text;

namespace Unified.Parity.Tests.Model;

/// <summary>
/// A set of rows as one number: sums of hashes, so that a row can be taken out again and order does not matter. 0 is the empty set.
/// </summary>
internal static class Digest
{
    public static UInt128 Of(string identity, string states)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{identity} -> {states}"), hash);
        return BitConverter.ToUInt128(hash);
    }

    public static UInt128 Replace(UInt128 set, UInt128 without, UInt128 with) => unchecked(set - without + with);
}
