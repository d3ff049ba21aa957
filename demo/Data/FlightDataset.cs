using System.Globalization;
using DuckDB.NET.Data;

namespace Unified.Demo.Data;

/// <summary>
/// The 3 million US flights of January to June 2001 that the npm package vega-datasets carries as one Parquet file.
/// Its <c>date</c> is a wall-clock time to the minute without a zone; the demo reads it as UTC, everywhere and only here.
/// </summary>
internal sealed record FlightDataset(string Path) : IDailyData
{
    private const string RelativePath = "node_modules/vega-datasets/data/flights-3m.parquet";

    public string TimeColumn => "Date";

    /// <summary>Looks for the file in the start directory and every directory above it.</summary>
    public static FlightDataset Find(string startDirectory)
    {
        for (var folder = new DirectoryInfo(startDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, RelativePath);
            if (File.Exists(path)) { return new FlightDataset(path); }
        }

        throw new FileNotFoundException(
            $"The demo's flights are missing: no '{RelativePath}' in '{startDirectory}' or above it. Run './build.sh restore' at the root "
                + $"of the repository.");
    }

    /// <summary>
    /// The truth about a range, for any independent engine that reads Parquet: every row is one accepted event, exact duplicates included
    /// (the file has 191 of them, and they are flights like any other). What <see cref="FlightEvents"/> adds, undecodable records, is not
    /// in here.
    /// </summary>
    public string Select(DayRange days) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         SELECT date AS "Date", origin AS "Origin", destination AS "Destination", CAST(delay AS INTEGER) AS "Delay",
             CAST(distance AS INTEGER) AS "Distance"
         FROM read_parquet({Quote(Path)})
         WHERE date >= TIMESTAMP '{days.From:yyyy-MM-dd}' AND date < TIMESTAMP '{days.Until:yyyy-MM-dd}'
         """);

    internal static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    internal static DuckDBConnection OpenDuckDb()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
