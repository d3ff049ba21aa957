using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Unified.Definition;

/// <summary>Hashes of the UTF-8 of a text: the same in every process, on every machine, for ever. Runs as plain C# too.</summary>
public static class Hash
{
    /// <summary>SHA-256 as 64 lower-case hexadecimal digits.</summary>
    public static string Sha256Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Bytes(text)));

    /// <summary>MD5 as 32 lower-case hexadecimal digits: for comparing, not for secrets.</summary>
#pragma warning disable CA5351 // It hides nothing: other systems know rows by it.
    public static string Md5Hex(string text) => Convert.ToHexStringLower(MD5.HashData(Bytes(text)));

    /// <summary>The first eight bytes of MD5, most significant first: a 64-bit hash that every engine can compute.</summary>
    public static long Md5Int64(string text) => BinaryPrimitives.ReadInt64BigEndian(MD5.HashData(Bytes(text)));
#pragma warning restore CA5351

    /// <summary>XXH64 with seed 0, its 64 bits as a signed number.</summary>
    public static long Xx64(string text) => unchecked((long)XxHash64.HashToUInt64(Bytes(text)));

    /// <summary>CRC-32 as in zip and gzip, 0 to 2^32 - 1.</summary>
    public static long Crc32(string text) => System.IO.Hashing.Crc32.HashToUInt32(Bytes(text));

    private static byte[] Bytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Encoding.UTF8.GetBytes(text);
    }
}
