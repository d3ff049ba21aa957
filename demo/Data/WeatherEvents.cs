using System.Globalization;
using System.Text;

namespace Unified.Demo.Data;

/// <summary>
/// Every weather report of a range exactly once, as JSON, in a seeded, disordered order; the truth is <see cref="WeatherDataset.Select"/>
/// over the same days.
/// </summary>
/// <threadsafety>Immutable; any number of threads may read.</threadsafety>
internal sealed class WeatherEvents : ITopicEvents
{
    private readonly Report[] _reports;
    private readonly int[] _order;
    private readonly int[] _partitions;

    private WeatherEvents(Report[] reports, ArrivalOptions options)
    {
        _reports = reports;
        Partitions = options.Partitions;
        var order = ArrivalOrder.Of(Array.ConvertAll(reports, r => r.Seconds), options with { Undecodable = 0 });
        (_order, Late) = (order.Order, order.Late);
        _partitions = Array.ConvertAll(reports, r => AirportPartitioner.PartitionOf(r.Airport, options.Partitions));
    }

    public int Count => _order.Length;

    public int Partitions { get; }

    public int Late { get; }

    public int Undecodable => 0;

    public static WeatherEvents Load(WeatherDataset dataset, DayRange days, ArrivalOptions options)
    {
        using var connection = FlightDataset.OpenDuckDb();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""SELECT CAST(epoch_us("At") // 1000000 AS INTEGER), "Airport", "Wind", CAST("Celsius" AS VARCHAR) """
            + $"FROM ({dataset.Select(days)}) ORDER BY 1, 2";
        using var reader = command.ExecuteReader();
        var reports = new List<Report>();
        while (reader.Read())
        {
            reports.Add(new Report(reader.GetInt32(0), string.Intern(reader.GetString(1)), reader.GetInt32(2),
                reader.IsDBNull(3) ? "null" : reader.GetString(3)));
        }

        return new WeatherEvents([.. reports], options);
    }

    public int Partition(int position) => _partitions[_order[position]];

    public byte[] Key(int position) => Encoding.UTF8.GetBytes(_reports[_order[position]].Airport);

    public DateTime? EventTime(int position) => DateTime.UnixEpoch.AddSeconds(_reports[_order[position]].Seconds);

    public byte[] Value(int position)
    {
        var report = _reports[_order[position]];
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"At":"{{EventTime(position):yyyy-MM-dd'T'HH:mm:ss'Z'}}","Airport":"{{report.Airport}}" """
            + $$""","Wind":{{report.Wind}},"Celsius":{{report.Celsius}}}"""));
    }

    /// <param name="Seconds">Since 1970.</param>
    /// <param name="Airport">Its code.</param>
    /// <param name="Wind">Knots.</param>
    /// <param name="Celsius">As JSON: a number, or null.</param>
    private readonly record struct Report(int Seconds, string Airport, int Wind, string Celsius);
}
