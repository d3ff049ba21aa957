using System.Globalization;
using Apache.Arrow;
using Unified.Columnar;
using Unified.Definition;
using Unified.Epochs;
using Unified.Linq;
using Unified.Logical;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.TestKit.Given;

/// <summary>The events of one source, each at its place.</summary>
internal sealed class GivenLog
{
    private readonly Dictionary<int, long> _next = [];
    private readonly Dictionary<string, int> _places;

    /// <summary>A log without events.</summary>
    public GivenLog(SourceSettings source)
    {
        (Source, Schema) = (source, SourceReader.Schema(source));
        _places = Schema.Columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
    }

    /// <summary>The source.</summary>
    public SourceSettings Source { get; }

    /// <summary>The source as the plan has it.</summary>
    public SourceSchema Schema { get; }

    /// <summary>The events, of each partition in the order of their offsets.</summary>
    public List<GivenEvent> Events { get; } = [];

    /// <summary>The same source with other events, each partition's numbered anew.</summary>
    public GivenLog With(IEnumerable<GivenEvent> events)
    {
        var log = new GivenLog(Source);
        log.Events.AddRange(events.Select(e => e with { Offset = log.Next(e.Partition) }));
        return log;
    }

    /// <summary>Appends an event to a partition.</summary>
    /// <exception cref="JobTestException">It is none of the source: a value does not fit its column.</exception>
    public void Add(object one, int partition)
    {
        var carriers = Schema.Columns.Select(c => Carrier(one, c)).ToArray();
        // As the decoder would give it: times in UTC, digits below microseconds dropped.
        Events.Add(new GivenEvent(Record(carriers) ?? one, carriers, partition, Next(partition)));
    }

    /// <summary>Appends an event whose values are known.</summary>
    public void Add(object?[] carriers, int partition) =>
        Events.Add(new GivenEvent(Record(carriers), carriers, partition, Next(partition)));

    /// <summary>Appends a record that cannot be decoded.</summary>
    public void AddUndecodable(string reason, string? text, int partition) =>
        Events.Add(new GivenEvent(null, [], partition, Next(partition), reason, text));

    /// <summary>Events that could be decoded, as a batch.</summary>
    public RecordBatch Batch(IReadOnlyList<GivenEvent> events)
    {
        var writers = Schema.Columns.Select(c => ColumnWriter.For(c.Type)).ToArray();
        var offsets = ColumnWriter.For(DataType.Int64);
        foreach (var one in events)
        {
            for (var i = 0; i < writers.Length; i++)
            {
                writers[i].Value(one.Carriers[i]);
            }

            offsets.Int64(one.Offset);
        }

        Types.Field[] fields = [.. Schema.Columns, new(LineageColumns.Offset, DataType.Int64)];
        return new RecordBatch(ArrowTypes.Schema(fields), [.. writers.Select(w => w.Build()), offsets.Build()], events.Count);
    }

    private long Next(int partition) => _next[partition] = _next.TryGetValue(partition, out var last) ? last + 1 : 0;

    private object? Record(object?[] carriers)
    {
        try
        {
            return RecordMaker.Make(Source.RecordType, path => _places.TryGetValue(path, out var i)
                ? new ColumnValue(Schema.Columns[i].Type, carriers[i]) : null);
        }
        catch (Exception error) when (error is NotSupportedException or MissingMethodException or ArgumentException)
        {
            return null;
        }
    }

    private object? Carrier(object one, Types.Field column)
    {
        object? value;
        try
        {
            value = ListTexts.Carrier(ListTexts.Member(one, column.Name), column.Type);
        }
        catch (ArgumentException error)
        {
            throw new JobTestException($"Source '{Schema.Name}', column '{column.Name}': {error.Message} The decoder would quarantine such "
                + "an event: give it as it is written, with GivenJson.");
        }

        return value is not null || column.Type.Nullable ? value
            : throw new JobTestException(string.Create(CultureInfo.InvariantCulture,
                $"Source '{Schema.Name}', column '{column.Name}' of event {Events.Count}: it is null, but required. ")
                + "The decoder would quarantine such an event: give it as it is written, with GivenJson; or declare the property "
                + "nullable.");
    }
}
