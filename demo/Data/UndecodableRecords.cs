namespace Unified.Demo.Data;

/// <summary>
/// Records that no decoder may take for a flight, one of each kind that a topic meets in real life. They are extra: no flight is lost when
/// they go to quarantine.
/// </summary>
internal static class UndecodableRecords
{
    private static readonly byte[][] Kinds =
    [
        [.. "{\"Date\":\"2001-05-01T10:00:00Z\",\"Origin\":\"SAN\",\"Destina"u8], // cut off
        [.. "{\"Date\":\"2001-05-01T10:00:00Z\",\"Destination\":\"DFW\",\"Delay\":5,\"Distance\":1171}"u8], // no Origin
        [.. "{\"Date\":\"2001-05-01T10:00:00Z\",\"Origin\":\"SAN\",\"Destination\":\"DFW\",\"Delay\":\"late\",\"Distance\":1171}"u8],
            // text for a number
        [.. "{\"Date\":\"2001-05-01T10:00:00Z\",\"Origin\":\"SAN\",\"Destination\":\"DFW\",\"Delay\":3000000000,\"Distance\":1171}"u8],
            // beyond int32
        [.. "{\"Date\":\"2001-05-01T10:00:00Z\",\"Origin\":\"S"u8, 0xC3, 0x28,
            .. "\",\"Destination\":\"DFW\",\"Delay\":5,\"Distance\":1171}"u8], // not UTF-8
        [], // empty, which is not the same as a null value
    ];

    public static int KindCount => Kinds.Length;

    public static ReadOnlySpan<byte> Value(int number) => Kinds[number % Kinds.Length];
}
