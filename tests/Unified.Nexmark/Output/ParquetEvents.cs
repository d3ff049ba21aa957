using System.Globalization;
using ParquetSharp;
using Unified.Nexmark.Generator;

namespace Unified.Nexmark.Output;

/// <summary>
/// Writes events as history: a folder for each kind, in it one a day, <c>bid/dt=2026-01-01/part-0.parquet</c>, in order of event time.
/// </summary>
public static class ParquetEvents
{
    private static readonly LogicalType Time = LogicalType.Timestamp(isAdjustedToUtc: false, timeUnit: TimeUnit.Micros);

    private static readonly Column[] PersonColumns =
    [
        new Column<long>("id"), new Column<string>("name"), new Column<string>("email_address"), new Column<string>("credit_card"),
        new Column<string>("city"), new Column<string>("state"), new Column<DateTime>("date_time", Time), new Column<string>("extra"),
    ];

    private static readonly Column[] AuctionColumns =
    [
        new Column<long>("id"), new Column<string>("item_name"), new Column<string>("description"), new Column<long>("initial_bid"),
        new Column<long>("reserve"), new Column<DateTime>("date_time", Time), new Column<DateTime>("expires", Time),
        new Column<long>("seller"), new Column<long>("category"), new Column<string>("extra"),
    ];

    private static readonly Column[] BidColumns =
    [
        new Column<long>("auction"), new Column<long>("bidder"), new Column<long>("price"), new Column<string>("channel"),
        new Column<string>("url"), new Column<DateTime>("date_time", Time), new Column<string>("extra"),
    ];

    /// <summary>Writes all events of a generator below a folder.</summary>
    /// <returns>The number of bids, of which most queries are.</returns>
    public static long Write(NexmarkGenerator generator, string folder)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var days = Enumerable.Range(0, generator.Options.Days);
        return days.AsParallel().Sum(day =>
        {
            var first = day * generator.Options.EventsPerDay;
            var until = Math.Min(first + generator.Options.EventsPerDay, generator.Options.Events);
            return Write([.. generator.Events(first, until)], folder);
        });
    }

    /// <summary>Writes events below a folder, with those of one day in a file. Files that are there are replaced.</summary>
    /// <returns>The number of bids.</returns>
    public static long Write(IReadOnlyCollection<object> events, string folder)
    {
        EachDay(events.OfType<Person>(), p => p.DateTime, Path.Combine(folder, "person"), PersonColumns, (rows, group) =>
        {
            group.Add(rows, p => p.Id).Add(rows, p => p.Name).Add(rows, p => p.EmailAddress).Add(rows, p => p.CreditCard)
                .Add(rows, p => p.City).Add(rows, p => p.State).Add(rows, p => p.DateTime).Add(rows, p => p.Extra);
        });
        EachDay(events.OfType<Auction>(), a => a.DateTime, Path.Combine(folder, "auction"), AuctionColumns, (rows, group) =>
        {
            group.Add(rows, a => a.Id).Add(rows, a => a.ItemName).Add(rows, a => a.Description).Add(rows, a => a.InitialBid)
                .Add(rows, a => a.Reserve).Add(rows, a => a.DateTime).Add(rows, a => a.Expires).Add(rows, a => a.Seller)
                .Add(rows, a => a.Category).Add(rows, a => a.Extra);
        });
        return EachDay(events.OfType<Bid>(), b => b.DateTime, Path.Combine(folder, "bid"), BidColumns, (rows, group) =>
        {
            group.Add(rows, b => b.Auction).Add(rows, b => b.Bidder).Add(rows, b => b.Price).Add(rows, b => b.Channel)
                .Add(rows, b => b.Url).Add(rows, b => b.DateTime).Add(rows, b => b.Extra);
        });
    }

    private static long EachDay<T>(
        IEnumerable<T> events, Func<T, DateTime> time, string folder, Column[] columns, Action<IReadOnlyList<T>, RowGroupWriter> write)
    {
        var count = 0L;
        foreach (var day in events.GroupBy(e => DateOnly.FromDateTime(time(e))))
        {
            var rows = day.ToList();
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"dt={day.Key:yyyy-MM-dd}"));
            Directory.CreateDirectory(path);
            using var file = new ParquetFileWriter(Path.Combine(path, "part-0.parquet"), columns, Compression.Snappy);
            using (var group = file.AppendRowGroup())
            {
                write(rows, group);
            }

            file.Close();
            count += rows.Count;
        }

        return count;
    }

    private static RowGroupWriter Add<T, TValue>(this RowGroupWriter group, IReadOnlyList<T> rows, Func<T, TValue> value)
    {
        using var column = group.NextColumn().LogicalWriter<TValue>();
        column.WriteBatch([.. rows.Select(value)]);
        return group;
    }
}
