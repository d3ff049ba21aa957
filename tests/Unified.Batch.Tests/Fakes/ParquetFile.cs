using System.Collections;
using Parquet;
using Parquet.Schema;

namespace Unified.Batch.Tests.Fakes;

/// <summary>A column of a test file.</summary>
internal sealed record FileColumn(DataField Field, IList Values);

/// <summary>Writes test files with Parquet.Net: another library than the one that reads them.</summary>
internal static class ParquetFile
{
    public static async Task WriteAsync(
        string path, IReadOnlyDictionary<string, string>? metadata, int rowsPerGroup, params FileColumn[] columns)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(c => c.Field)), stream);
        writer.CustomMetadata = metadata?.ToDictionary() ?? [];
        var rows = columns[0].Values.Count;
        for (var first = 0; first < Math.Max(rows, 1); first += rowsPerGroup)
        {
            using var group = writer.CreateRowGroup();
            foreach (var column in columns)
            {
                await WriteAsync(group, column, first, Math.Min(rowsPerGroup, rows - first));
            }
        }
    }

    public static FileColumn Column<T>(string name, params IEnumerable<T> values) => new(new DataField<T>(name), values.ToList());

    public static FileColumn Column<T>(DataField field, params IEnumerable<T> values) => new(field, values.ToList());

    private static Task WriteAsync(ParquetRowGroupWriter group, FileColumn column, int first, int count) => column.Values switch
    {
        List<string?> v => group.WriteAsync(column.Field, v.GetRange(first, count)!),
        List<byte[]?> v => group.WriteAsync(column.Field, v.GetRange(first, count)!),
        List<bool> v => Write(group, column.Field, v, first, count),
        List<short> v => Write(group, column.Field, v, first, count),
        List<int> v => Write(group, column.Field, v, first, count),
        List<long> v => Write(group, column.Field, v, first, count),
        List<double> v => Write(group, column.Field, v, first, count),
        List<decimal> v => Write(group, column.Field, v, first, count),
        List<DateTime> v => Write(group, column.Field, v, first, count),
        List<bool?> v => Write(group, column.Field, v, first, count),
        List<int?> v => Write(group, column.Field, v, first, count),
        List<long?> v => Write(group, column.Field, v, first, count),
        List<decimal?> v => Write(group, column.Field, v, first, count),
        List<DateTime?> v => Write(group, column.Field, v, first, count),
        _ => throw new ArgumentException($"{column.Values.GetType()} is not written by tests."),
    };

    private static Task Write<T>(ParquetRowGroupWriter group, DataField field, List<T> values, int first, int count) where T : struct =>
        group.WriteAsync<T>(field, values.GetRange(first, count).ToArray().AsMemory());

    private static Task Write<T>(ParquetRowGroupWriter group, DataField field, List<T?> values, int first, int count) where T : struct =>
        group.WriteAsync<T>(field, values.GetRange(first, count).ToArray().AsMemory());
}
