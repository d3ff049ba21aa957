using System.Globalization;
using DuckDB.NET.Data;

namespace Unified.Demo.Data;

/// <summary>
/// The flights of a range in memory, in an order that depends on their values only, so that a seed means the same on every machine.
/// </summary>
internal sealed record FlightTable(string[] Airports, FlightRow[] Rows)
{
    public static FlightTable Load(FlightDataset dataset, DayRange days)
    {
        using var connection = FlightDataset.OpenDuckDb();
        using var command = connection.CreateCommand();
        // Airports travel as numbers: three million strings would be the slowest part of the demo's start.
        command.CommandText =
            $"""
             CREATE TEMP TABLE flights AS {dataset.Select(days)};
             CREATE TEMP TABLE airports AS
                 SELECT code, CAST(row_number() OVER (ORDER BY code) - 1 AS USMALLINT) AS number
                 FROM (SELECT "Origin" AS code FROM flights UNION SELECT "Destination" FROM flights);
             """;
        command.ExecuteNonQuery();
        var rows = new FlightRow[Count(command)];
        if (rows.Length == 0)
        {
            throw new ArgumentException(
                $"'{dataset.Path}' has no flights in {days}; it covers 2001-01-01 to 2001-06-30. Choose days in there.", nameof(days));
        }

        return new FlightTable(ReadAirports(command), ReadRows(command, rows));
    }

    private static int Count(DuckDBCommand command)
    {
        command.CommandText = "SELECT count(*) FROM flights";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static string[] ReadAirports(DuckDBCommand command)
    {
        command.CommandText = "SELECT code FROM airports ORDER BY number";
        using var reader = command.ExecuteReader();
        var codes = new List<string>();
        while (reader.Read()) { codes.Add(reader.GetString(0)); }
        return [.. codes];
    }

    private static FlightRow[] ReadRows(DuckDBCommand command, FlightRow[] rows)
    {
        command.CommandText =
            """
            SELECT epoch_us("Date"), o.number, d.number, "Delay", "Distance"
            FROM flights JOIN airports o ON o.code = "Origin" JOIN airports d ON d.code = "Destination"
            ORDER BY 1, 2, 3, 4, 5
            """;
        using var reader = command.ExecuteReader();
        for (var i = 0; reader.Read(); i++)
        {
            rows[i] = new FlightRow(
                WholeSeconds(reader.GetInt64(0)), reader.GetFieldValue<ushort>(1), reader.GetFieldValue<ushort>(2), reader.GetInt32(3),
                    reader.GetInt32(4));
        }

        return rows;
    }

    // The events carry whole seconds; a finer time would silently make them differ from the truth.
    private static int WholeSeconds(long micros) => micros % 1_000_000 == 0
        ? checked((int)(micros / 1_000_000))
        : throw new InvalidDataException(
            $"A flight at {micros} microseconds since 1970 has a fraction of a second, which the demo's JSON cannot carry.");
}
