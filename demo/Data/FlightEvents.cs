using System.Text;

namespace Unified.Demo.Data;

/// <summary>
/// The demo's topic before it is a topic: every flight of a range exactly once, in a seeded, disordered order, with undecodable records in
/// between. Positions run from 0 to <see cref="Count"/>; the truth about the flights is <see cref="FlightDataset.Select"/> over the same
/// days.
/// </summary>
/// <threadsafety>Immutable; any number of threads may read.</threadsafety>
internal sealed class FlightEvents : ITopicEvents
{
    private readonly FlightRow[] _rows;
    private readonly FlightJson _json;
    private readonly int[] _partitions;
    private readonly byte[][] _keys;
    private readonly int[] _order;
    private readonly int[] _undecodablePartitions;

    private FlightEvents(FlightTable table, ArrivalOrder order, ArrivalOptions options)
    {
        _rows = table.Rows;
        _json = new FlightJson(table.Airports);
        _partitions = [.. table.Airports.Select(code => AirportPartitioner.PartitionOf(code, options.Partitions))];
        _keys = [.. table.Airports.Select(Encoding.UTF8.GetBytes)];
        _order = order.Order;
        _undecodablePartitions = order.UndecodablePartitions;
        Late = order.Late;
        Partitions = options.Partitions;
    }

    /// <summary>Records in all: flights and undecodable ones.</summary>
    public int Count => _order.Length;

    public int Flights => _rows.Length;

    public int Undecodable => _undecodablePartitions.Length;

    public int Late { get; }

    public int Partitions { get; }

    public static FlightEvents Load(FlightDataset dataset, DayRange days, ArrivalOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Partitions, 1);
        var table = FlightTable.Load(dataset, days);
        return new FlightEvents(table, ArrivalOrder.Of(Array.ConvertAll(table.Rows, r => r.Seconds), options), options);
    }

    public bool IsUndecodable(int position) => _order[position] >= _rows.Length;

    /// <summary>Event time in UTC, or null for an undecodable record.</summary>
    public DateTime? EventTime(int position) => IsUndecodable(position) ? null : _rows[_order[position]].Date;

    public int Partition(int position) => IsUndecodable(position)
        ? _undecodablePartitions[_order[position] - _rows.Length]
        : _partitions[_rows[_order[position]].Origin];

    /// <summary>The Origin in UTF-8 (shared: do not write to it), or null for an undecodable record.</summary>
    public byte[]? Key(int position) => IsUndecodable(position) ? null : _keys[_rows[_order[position]].Origin];

    public byte[] Value(int position)
    {
        Span<byte> buffer = stackalloc byte[FlightJson.MaxBytes];
        return buffer[..Write(position, buffer)].ToArray();
    }

    /// <summary>Writes the record's value and returns its length; <see cref="FlightJson.MaxBytes"/> are always enough.</summary>
    public int Write(int position, Span<byte> destination)
    {
        var index = _order[position];
        if (index < _rows.Length) { return _json.Write(_rows[index], destination); }
        var value = UndecodableRecords.Value(index - _rows.Length);
        value.CopyTo(destination);
        return value.Length;
    }
}
