using System.Globalization;

namespace Unified.Demo.Data;

/// <summary>
/// Weather reports that nobody measured: every airport of the flights reports every three hours. The figures come out of integer arithmetic
/// on airport, hour and seed, so one seed means the same reports on every machine.
/// </summary>
/// <param name="Flights">Where the airports come from.</param>
/// <param name="Seed">Other seeds, other weather.</param>
internal sealed record WeatherDataset(FlightDataset Flights, int Seed = 2001) : IDailyData
{
    public string TimeColumn => "At";

    /// <summary>Wind in knots, mostly below 35 and stormy now and then; a report in fifty has no temperature.</summary>
    public string Select(DayRange days) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         WITH airports AS (SELECT code, row_number() OVER (ORDER BY code) AS number
                           FROM (SELECT DISTINCT origin AS code FROM read_parquet({FlightDataset.Quote(Flights.Path)}))),
              hours AS (SELECT unnest(generate_series(TIMESTAMP '{days.From:yyyy-MM-dd}',
                  TIMESTAMP '{days.Until:yyyy-MM-dd}' - INTERVAL 3 HOUR, INTERVAL 3 HOUR)) AS hour),
              mixed AS (SELECT code, hour,
                  (number * 7919 + epoch_us(hour) // 3600000000 * 104729 + {Seed}::BIGINT * 1299709) % 1000003 AS x FROM airports, hours),
              noisy AS (SELECT code, hour, (x * 2654435761) % 4294967296 // 4096 AS n FROM mixed)
         SELECT hour AS "At", code AS "Airport", CAST(n % 35 + CASE WHEN n % 97 = 0 THEN 30 ELSE 0 END AS INTEGER) AS "Wind",
                CASE WHEN n % 50 = 7 THEN NULL ELSE CAST(n // 35 % 400 AS DECIMAL(5, 1)) / 10 - 10 END::DECIMAL(4, 1) AS "Celsius"
         FROM noisy
         """);
}
