using System.Globalization;
using Apache.Arrow.Types;
using Unified.Errors;
using Unified.Hosting.Records;
using Unified.Hosting.Topics;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Scaffolding;

/// <summary>Records that a source is written for.</summary>
internal sealed class SourceSample
{
    private const int RefusalsTold = 10;
    private readonly JsonSample _seen = new();
    private readonly List<(string Place, string Reason)> _refused = [];
    private readonly StructType? _declared;
    private readonly string _name;

    private SourceSample(string name, IEnumerable<FileRecord> records, StructType? declared, int? partitions)
    {
        (_name, _declared, Partitions) = (name, declared, partitions);
        foreach (var (place, json) in records)
        {
            if (_seen.AddRecord(json) is not { } reason)
            {
                Records++;
            }
            else if (_refused.Count < RefusalsTold)
            {
                _refused.Add((place, reason));
            }
        }

        if (Records == 0 && declared is null)
        {
            throw new DataException($"{name} has no records that are JSON objects, and nothing can be learnt from it."
                + string.Concat(_refused.Take(1).Select(r => $" {r.Place} {r.Reason}.")));
        }
    }

    /// <summary>Records that were looked at.</summary>
    public long Records { get; }

    /// <summary>The topic's partitions, or null for a file.</summary>
    public int? Partitions { get; }

    /// <summary>Records that no source could take.</summary>
    public IReadOnlyList<(string Place, string Reason)> Refused => _refused;

    /// <summary>What it is, for people.</summary>
    public string From => string.Create(CultureInfo.InvariantCulture, $"{Records:N0} records of {_name}");

    /// <exception cref="DataException">The file is not there, or cannot be read.</exception>
    public static SourceSample OfFile(string path) => new(Path.GetFileName(path), RecordFile.Read(path, null),
        RecordFile.IsParquet(path) ? new StructType([.. ParquetRecords.Schema(path).FieldsList]) : null, null);

    /// <exception cref="DataException">There is no such topic, or nothing in it.</exception>
    public static SourceSample OfTopic(KafkaOptions kafka, string topic, int most, CancellationToken cancellation)
    {
        int partitions;
        using (var client = new TopicClient(kafka, topic))
        {
            partitions = client.Partitions(cancellation).Count;
        }

        return new SourceSample($"topic {topic}", NewestRecords.Read(kafka, topic, most, null, cancellation)
            .Where(r => r.Value is not null).Reverse().Select(r => new FileRecord(string.Create(CultureInfo.InvariantCulture,
                $"partition {r.Partition} offset {r.Offset}"), r.Value!)), null, partitions);
    }

    /// <summary>The C# of its record and source.</summary>
    public string Write(SourceRequest request) => SourceWriter.Write(request, TypeInference.Of(_seen, _declared));
}
