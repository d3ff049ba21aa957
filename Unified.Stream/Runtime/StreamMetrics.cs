using System.Diagnostics.Metrics;

namespace Unified.Streaming.Runtime;

/// <summary>The meter <c>Unified.Stream</c>. Tags: <c>job</c>, <c>version</c> and <c>log</c>, or <c>source</c> for the archiver.</summary>
internal static class StreamMetrics
{
    public const string MeterName = "Unified.Stream";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Records = Meter.CreateCounter<long>("unified.stream.records", "{record}", "Records read");
    public static readonly Counter<long> Quarantined = Meter.CreateCounter<long>(
        "unified.stream.quarantined", "{record}", "Records quarantined");
    public static readonly Counter<long> Rows = Meter.CreateCounter<long>("unified.stream.rows", "{row}", "Rows stored");
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("unified.stream.retries", "{attempt}", "Writes tried again");
    public static readonly Histogram<double> Flush = Meter.CreateHistogram<double>("unified.stream.flush", "s", "Time to store a flush");
    public static readonly Gauge<long> Lag = Meter.CreateGauge<long>(
        "unified.stream.lag", "{record}", "Offsets between position and the end of the log");
    public static readonly Counter<long> Archived = Meter.CreateCounter<long>("unified.archive.records", "{record}", "Records archived");
    public static readonly Counter<long> Files = Meter.CreateCounter<long>("unified.archive.files", "{file}", "Epoch files written");
}
