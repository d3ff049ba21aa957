using ParquetSharp;
using Unified.Jobs;

namespace Unified.TestKit.Tests;

internal static class ParquetFlights
{
    public static void Write(string path, Flight[] flights)
    {
        using var file = new ParquetFileWriter(path, [new Column(typeof(DateTime), "Date",
            LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros)), new Column<string>("Origin"), new Column<string>("Destination"),
            new Column<int>("Delay"), new Column<int>("Distance")]);
        using var rows = file.AppendRowGroup();
        Write(rows, flights.Select(f => f.Date));
        Write(rows, flights.Select(f => f.Origin));
        Write(rows, flights.Select(f => f.Destination));
        Write(rows, flights.Select(f => f.Delay));
        Write(rows, flights.Select(f => f.Distance));
        file.Close();
    }

    private static void Write<T>(RowGroupWriter rows, IEnumerable<T> values)
    {
        using var column = rows.NextColumn().LogicalWriter<T>();
        column.WriteBatch([.. values]);
    }
}
