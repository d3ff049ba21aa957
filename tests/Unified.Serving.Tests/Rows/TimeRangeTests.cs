using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Time;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// The range of window times that the step function accepts: what every supported server documents. Some show more, which is printed and
/// not relied on.
/// </summary>
[TestClass]
public sealed class TimeRangeTests
{
    [TestMethod]
    public async Task Windows_at_the_borders_of_the_range_come_back_as_they_are_and_those_beyond_are_rejected()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        DateTime[] inside = [new(1900, 1, 1), new(2299, 12, 31, 23, 0, 0)];
        DateTime[] outside = [new(1, 1, 1), new(1899, 12, 31, 23, 0, 0), new(2300, 1, 1), new(9990, 1, 1)];
        var fold = ReadingLog.Run(world.Program, inside.Concat(outside).Select(at => new Reading(at, "A", null, 1, null, 1m, 1)));
        Assert.AreEqual(new LedgerCounts(6, 2, 0, 4), fold.Counts);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), 16, fold.Counts), fold.Rows(false))], CancellationToken.None);
        foreach (var kind in new[] { ViewKind.Answer, ViewKind.Scan })
        {
            CollectionAssert.AreEqual(new[] { "1900-01-01 00:00:00.000000", "2299-12-31 18:00:00.000000" },
                (await world.Database.QueryAsync($"SELECT toString(day) FROM {world.Names.PublicView(kind)} ORDER BY day",
                    r => r.GetString(0), CancellationToken.None)).ToArray());
        }

        foreach (var time in outside)
        {
            var shown = await world.Database.SingleAsync(string.Create(CultureInfo.InvariantCulture,
                $"SELECT toString(fromUnixTimestamp64Micro(toInt64({Timestamps.FromDateTime(time)}), 'UTC'))"), r => r.GetString(0),
                    CancellationToken.None);
            Console.WriteLine($"{time:O} is shown as {shown}");
        }
    }
}
