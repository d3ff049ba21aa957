using System.Globalization;

namespace Unified.Serving.ClickHouse;

/// <summary>Times as ClickHouse reads them into DateTime64(6, 'UTC').</summary>
internal static class ClickHouseTime
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public static long Micros(DateTimeOffset time) => Time.Timestamps.FromDateTime(time.UtcDateTime);

    public static DateTimeOffset FromMicros(long micros) => new(Time.Timestamps.ToDateTime(micros));
}
