using Apache.Arrow;
using Unified.Columnar;
using Unified.Epochs;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>An event and its place.</summary>
internal sealed record Placed(int Number, Sample Event, int Partition, long Offset);

/// <summary>The events of one log, in the order of their offsets within each partition.</summary>
internal sealed class Events
{
    private readonly IReadOnlyList<object?[]> _carriers;

    private Events(Events of, IReadOnlyList<Placed> some) => (Log, All, _carriers) = (of.Log, some, of._carriers);

    /// <summary>Events at random places.</summary>
    public Events(string log, int partitions, IReadOnlyList<Sample> events, Random random)
    {
        Log = log;
        var next = new long[partitions];
        All = [.. events.Select((e, i) =>
        {
            var partition = random.Next(partitions);
            next[partition] += random.Next(4) == 0 ? random.Next(1, 9) : 1; // logs have gaps
            return new Placed(i, e, partition, next[partition] - 1);
        })];
        var columns = SampleData.Schema.Columns;
        var properties = columns.Select(c => typeof(Sample).GetProperty(c.Name)!).ToList();
        _carriers = [.. events.Select(e => properties.Zip(columns, (p, c) =>
            p.GetValue(e) is { } value ? ClrValues.FromClr(value, c.Type) : null).ToArray())];
    }

    public string Log { get; }

    /// <summary>Some of them, at their places.</summary>
    public Events Only(IReadOnlyList<Placed> some) => new(this, some);

    public IReadOnlyList<Placed> All { get; }

    /// <summary>Values by column, in their carriers.</summary>
    public IReadOnlyList<object?> Values(Placed one) => _carriers[one.Number];

    /// <summary>Events of one partition as a batch.</summary>
    public RecordBatch Batch(IReadOnlyList<Placed> events)
    {
        var columns = SampleData.Schema.Columns;
        var writers = columns.Select(c => ColumnWriter.For(c.Type)).ToArray();
        var offsets = ColumnWriter.For(DataType.Int64);
        foreach (var one in events)
        {
            for (var i = 0; i < writers.Length; i++)
            {
                writers[i].Value(_carriers[one.Number][i]);
            }

            offsets.Int64(one.Offset);
        }

        Types.Field[] fields = [.. columns, new(LineageColumns.Offset, DataType.Int64)];
        return new RecordBatch(ArrowTypes.Schema(fields), [.. writers.Select(w => w.Build()), offsets.Build()], events.Count);
    }
}
