using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Contracts;

namespace Unified.Serving.ClickHouse;

/// <summary>Keeps quarantined records, each once.</summary>
internal sealed class QuarantineWriter(ClickHouseDatabase database)
{
    private static readonly Schema Schema = new Schema.Builder()
        .Field(new Field("topic", StringType.Default, false)).Field(new Field("partition", Int32Type.Default, false))
        .Field(new Field("offset", Int64Type.Default, false)).Field(new Field("job", StringType.Default, false))
        .Field(new Field("reason", StringType.Default, false)).Field(new Field("raw", BinaryType.Default, false))
        .Field(new Field("first_seen", new TimestampType(TimeUnit.Microsecond, "UTC"), false)).Build();

    public Task WriteAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => records.Count == 0
        ? Task.CompletedTask
        : database.InsertAsync(
            $"{database.Table(SharedTables.Quarantine)} (topic, partition, offset, job, reason, raw, first_seen)", "ArrowStream", Body(records), cancellation);

    private ReadOnlyMemory<byte> Body(IReadOnlyList<QuarantinedRecord> records)
    {
        var raw = new BinaryArray.Builder();
        foreach (var record in records)
        {
            raw.Append(record.Raw.Span);
        }

        var now = database.Time.GetUtcNow();
        IArrowArray[] columns =
        [
            new StringArray.Builder().AppendRange(records.Select(r => r.Topic)).Build(),
            new Int32Array.Builder().AppendRange(records.Select(r => r.Partition)).Build(),
            new Int64Array.Builder().AppendRange(records.Select(r => r.Offset)).Build(),
            new StringArray.Builder().AppendRange(records.Select(r => r.Job)).Build(),
            new StringArray.Builder().AppendRange(records.Select(r => r.Reason)).Build(),
            raw.Build(),
            new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC")).AppendRange(records.Select(_ => now)).Build(),
        ];
        using var body = new MemoryStream();
        using (var writer = new ArrowStreamWriter(body, Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(Schema, columns, records.Count));
            writer.WriteEnd();
        }

        return body.ToArray();
    }
}
