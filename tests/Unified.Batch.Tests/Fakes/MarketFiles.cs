using Unified.Epochs;
using Unified.TestKit.Events;

namespace Unified.Batch.Tests.Fakes;

/// <summary>
/// What there is to read of the jobs of two sources: history days of those that have them, epochs of all logs, and what was written.
/// </summary>
internal sealed class MarketFiles
{
    private readonly Dictionary<EpochId, IReadOnlyList<Trade>> _epochs = [];
    private readonly Dictionary<HistoryDay, IReadOnlyList<Trade>> _days = [];

    public IReadOnlyDictionary<EpochId, IReadOnlyList<Trade>> Epochs => _epochs;

    public IReadOnlyDictionary<HistoryDay, IReadOnlyList<Trade>> Days => _days;

    /// <summary>Writes random events: two days before the border of a history, and up to three epochs of each partition.</summary>
    /// <param name="fixture">Whose folders to write to.</param>
    /// <param name="random">Where randomness comes from.</param>
    /// <param name="computable">True when no event of size 0 may be among them: the oracle has no quarantine.</param>
    public static async Task<MarketFiles> WriteAsync(Fixture fixture, Random random, bool computable = false)
    {
        var files = new MarketFiles();
        foreach (var source in fixture.Plan.Sources)
        {
            foreach (var day in source.History is null ? [] : new[] { 2, 1 })
            {
                var events = Events(random, random.Next(0, 60), computable);
                files._days[new HistoryDay(source.Name, fixture.Border - day)] = events;
                await TradeFiles.WriteHistoryAsync(fixture.Options.DataRoot, source, fixture.Border - day, "a.parquet", events);
            }

            foreach (var partition in Enumerable.Range(0, source.Partitions).Select(source.Partition))
            {
                var epochs = random.Next(partition.Number == 0 ? 1 : 0, 4);
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    var events = Events(random, random.Next(0, (int)source.Epochs.Offsets), computable);
                    files._epochs[new EpochId(partition, epoch)] = events;
                    await fixture.EpochAsync(partition, epoch, events, random);
                }
            }
        }

        return files;
    }

    private static List<Trade> Events(Random random, int count, bool computable) =>
        [.. Trades.Random(random, count).Where(t => !computable || t.Quantity != 0)];
}
