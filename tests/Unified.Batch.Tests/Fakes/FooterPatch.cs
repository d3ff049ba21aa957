using System.Buffers.Binary;
using System.Text;
using Unified.Time;

namespace Unified.Batch.Tests.Fakes;

/// <summary>
/// Footers as other writers leave them, and as they are after damage: single bytes of a file that is there. Statistics are a structure of
/// Thrift's compact protocol: each field begins with how far its number is from the last one's (high half) and its type (low half).
/// </summary>
internal static class FooterPatch
{
    private const byte FirstBinaryField = 0x18, FieldNobodyKnows = 0xF8, EightBytes = 8;

    /// <summary>Moves all fields of a row group's statistics to numbers that no reader knows, as if the writer had left them out.</summary>
    public static void RemoveStatistics(string file, DateTime[] times) =>
        Patch(file, [.. Field(Timestamps.FromDateTime(times.Max())), .. Field(Timestamps.FromDateTime(times.Min()))],
            found => found[0] = FieldNobodyKnows);

    /// <summary>Another smallest value in the statistics.</summary>
    public static void ReplaceSmallest(string file, long value, long with) =>
        Patch(file, Field(value), found => BinaryPrimitives.WriteInt64LittleEndian(found[2..], with));

    /// <summary>Makes the physical type of the first row group's column another one than the schema has.</summary>
    public static void DamageColumn(string file, string column) => Patch(file,
        [0x19, 0x18, (byte)column.Length, .. Encoding.ASCII.GetBytes(column)], found => found[1] = 0x58);

    private delegate void Change(Span<byte> found);

    private static void Patch(string file, byte[] pattern, Change change)
    {
        var bytes = File.ReadAllBytes(file);
        var places = Enumerable.Range(0, bytes.Length - pattern.Length)
            .Where(i => bytes.AsSpan(i, pattern.Length).SequenceEqual(pattern)).ToList();
        Assert.IsNotEmpty(places, "the writer makes other footers now");
        foreach (var place in places)
        {
            change(bytes.AsSpan(place));
        }

        File.WriteAllBytes(file, bytes);
    }

    private static byte[] Field(long value)
    {
        byte[] field = [FirstBinaryField, EightBytes, .. new byte[sizeof(long)]];
        BinaryPrimitives.WriteInt64LittleEndian(field.AsSpan(2), value);
        return field;
    }
}
