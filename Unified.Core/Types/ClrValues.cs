using System.Buffers.Binary;
using System.Globalization;
using Unified.Time;

namespace Unified.Types;

/// <summary>C# values of the types whose carrier is another one, and back. Digits below microseconds are floored.</summary>
public static class ClrValues
{
    // DateOnly counts days from 0001-01-01.
    private static readonly int FirstDay = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Days since 1970.</summary>
    public static int FromDate(DateOnly value) => value.DayNumber - FirstDay;

    /// <exception cref="ArgumentOutOfRangeException">The day is outside the years 1 to 9999.</exception>
    public static DateOnly ToDate(int days) => DateOnly.FromDayNumber(checked(days + FirstDay));

    /// <summary>Microseconds since midnight.</summary>
    public static long FromTime(TimeOnly value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <exception cref="ArgumentOutOfRangeException">It is no time of a day.</exception>
    public static TimeOnly ToTime(long micros) => new(checked(micros * TimeSpan.TicksPerMicrosecond));

    /// <summary>Microseconds.</summary>
    public static long FromSpan(TimeSpan value) => Timestamps.FloorDiv(value.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <exception cref="OverflowException">It is longer than a TimeSpan can be, about 29,000 years.</exception>
    public static TimeSpan ToSpan(long micros) => new(checked(micros * TimeSpan.TicksPerMicrosecond));

    /// <summary>The instant in microseconds since 1970; the offset is dropped.</summary>
    public static long FromOffset(DateTimeOffset value) => Timestamps.FromDateTime(value.UtcDateTime);

    /// <summary>The instant at offset zero.</summary>
    public static DateTimeOffset ToOffset(long micros) => new(Timestamps.ToDateTime(micros), TimeSpan.Zero);

    /// <summary>The 128 bits in the order of the digits.</summary>
    public static Int128 FromGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt128BigEndian(bytes);
    }

    /// <summary>The Guid whose digits are these bits.</summary>
    public static Guid ToGuid(Int128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A C# value in the carrier of its type.</summary>
    /// <exception cref="ArgumentException">It has more digits than the type.</exception>
    public static object FromClr(object value, DataType type) => value switch
    {
        decimal number => Decimals.Unscale(number, type.Precision, type.Scale)
            ?? throw new ArgumentException($"{number} is no {type}.", nameof(value)),
        DateTime time => Timestamps.FromDateTime(time),
        DateTimeOffset time => FromOffset(time),
        DateOnly day => FromDate(day),
        TimeOnly time => FromTime(time),
        TimeSpan span => FromSpan(span),
        Guid guid => FromGuid(guid),
        // One of flags is an integer of the kind that it is made of.
        Enum member when type.IsInteger => CarrierText.Integer(type, Enum.GetUnderlyingType(member.GetType()) == typeof(ulong)
            ? (Int128)Convert.ToUInt64(member, CultureInfo.InvariantCulture) : Convert.ToInt64(member, CultureInfo.InvariantCulture)),
        Enum or byte or sbyte or short or ushort => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        _ => value,
    };

    /// <summary>
    /// A double as it is stored and compared: zero has no sign, and there is one NaN, as <see cref="double.Equals(double)"/> has it.
    /// </summary>
    public static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value + 0.0;

    /// <inheritdoc cref="Canonical(double)"/>
    public static float Canonical(float value) => float.IsNaN(value) ? float.NaN : value + 0.0f;
}
