using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Unified.Batch.Tests.Fakes;

/// <summary>Writes files out of Arrow columns: what pandas and the other writers that build on Arrow make.</summary>
internal static class ArrowFile
{
    public static void Write(string path, params (string Name, IArrowArray Values)[] columns)
    {
        var schema = new Schema(columns.Select(c => new Field(c.Name, c.Values.Data.DataType, nullable: true)), null);
        using var properties = new ArrowWriterPropertiesBuilder().StoreSchema().Build();
        using var writer = new FileWriter(path, schema, null, properties);
        writer.WriteRecordBatch(new RecordBatch(schema, columns.Select(c => c.Values), columns[0].Values.Length));
        writer.Close();
    }
}
