using Unified.Epochs;
using Unified.Physical;
using Unified.Streaming.Decoding;
using Unified.Streaming.Tests.Decoding;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>
/// The log of one partition: records at offsets with gaps, some that cannot be decoded, some that the job cannot compute.
/// </summary>
internal sealed class MemoryLog
{
    public List<(long Offset, byte[]? Value)> Records { get; } = [];

    /// <summary>The offset after the last; higher than the last record's when the log ends in a gap.</summary>
    public long End { get; set; }

    public static MemoryLog Random(Random random, int records, bool gaps = true)
    {
        var log = new MemoryLog();
        long offset = 0;
        for (var i = 0; i < records; i++)
        {
            offset += gaps && random.Next(8) == 0 ? random.Next(1, random.Next(20) == 0 ? 300 : 5) : 0;
            log.Records.Add((offset++, random.Next(25) switch
            {
                0 => null,
                1 => Decoding.Records.Utf8("not json"),
                _ => Decoding.Records.Json(Trades.Next(random)),
            }));
        }

        log.End = offset + (gaps ? random.Next(200) : 0);
        return log;
    }

    public static LogRecord Record((long Offset, byte[]? Value) record) =>
        new() { Offset = record.Offset, Value = record.Value, HasValue = record.Value is not null };

    /// <summary>
    /// What the tables must hold when everything below <see cref="End"/> was read, from the first offset of an epoch on: each epoch in
    /// one go.
    /// </summary>
    public MemoryTables Expected(StageProgram program, LogPartition partition, long first = 0)
    {
        var tables = new MemoryTables(program.Plan);
        var stepper = new EpochStepper(program, partition, first);
        foreach (var record in Records)
        {
            stepper.Add(Record(record));
        }

        stepper.AdvanceTo(End);
        if (stepper.Flush() is { } flush)
        {
            tables.Store(flush);
        }

        return tables;
    }
}
