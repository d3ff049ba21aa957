using System.Buffers.Binary;
using System.Text;

namespace Unified.Streaming.Kafka;

/// <summary>
/// What a member of a consumer group was given, as it stands in the group's description: "ConsumerProtocolAssignment" of the Kafka
/// protocol, of which every version begins alike. All numbers are big-endian.
/// </summary>
internal static class GroupAssignment
{
    /// <summary>How many partitions of a topic it names. None where a member brings bytes of a protocol of its own.</summary>
    public static int Held(ReadOnlySpan<byte> assignment, string topic)
    {
        var left = assignment;
        if (!TrySkip(ref left, sizeof(short)) || !TryNumber(ref left, sizeof(int), out var topics))
        {
            return 0;
        }

        var held = 0;
        for (var i = 0; i < topics; i++)
        {
            if (!TryNumber(ref left, sizeof(short), out var length) || left.Length < length)
            {
                return 0;
            }

            var name = Encoding.UTF8.GetString(left[..length]);
            left = left[length..];
            if (!TryNumber(ref left, sizeof(int), out var partitions) || !TrySkip(ref left, (long)partitions * sizeof(int)))
            {
                return 0;
            }

            held += name == topic ? partitions : 0;
        }

        return held;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> left, int width, out int number)
    {
        number = left.Length < width ? -1
            : width == sizeof(short) ? BinaryPrimitives.ReadInt16BigEndian(left) : BinaryPrimitives.ReadInt32BigEndian(left);
        return number >= 0 && TrySkip(ref left, width);
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> left, long bytes)
    {
        if (left.Length < bytes)
        {
            return false;
        }

        left = left[(int)bytes..];
        return true;
    }
}
