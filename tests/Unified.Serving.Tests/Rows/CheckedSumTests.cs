using System.Globalization;
using System.Numerics;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Proof;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Rows;

public sealed record TagMean(string? Tag, decimal Mean, double BigMean);

/// <summary>Averages: their sums may use all 128 bits, and are divided before they must fit.</summary>
public sealed class TagMeans : Job<TagMean>
{
    public override Query<TagMean> Define() =>
        from r in Readings.Source
        group r by r.Tag into g
        select new TagMean(g.Key, g.Average(r => r.Amount), g.Average(r => r.Big));
}

/// <summary>
/// Two stored states whose sum is at the end of 128 bits are merged exactly; one more, and the error names job and column.
/// </summary>
[TestClass]
public sealed class CheckedSumTests
{
    /// <summary>Enough events for the averages to fit their columns.</summary>
    private const long Events = 100_000_000_000_000;

    private static readonly BigInteger Half = BigInteger.One << 126;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    public async Task Two_states_that_just_fit_are_added_exactly_in_every_view_and_in_the_API(int sign)
    {
        using var world = await World.CreateAsync(new TagMeans());
        var (first, second) = Fitting(sign);
        await StreamAsync(world, 0, first);
        await StreamAsync(world, 1, second);
        await using var api = await ApiHost.StartAsync(world);
        await CheckAsync(world, api, first + second);
    }

    [TestMethod]
    [DataRow(1, "mean")]
    [DataRow(-1, "mean")]
    [DataRow(1, "big_mean")]
    [DataRow(-1, "big_mean")]
    public async Task One_more_is_an_error_that_names_job_and_column(int sign, string column)
    {
        using var world = await World.CreateAsync(new TagMeans());
        var (first, second) = Fitting(sign);
        await StreamAsync(world, 0, first);
        await StreamAsync(world, 1, second);
        await SetAsync(world, world.Names.Stream, $"{SystemColumns.Epoch} = 1", column, second + sign);
        foreach (var kind in new[] { ViewKind.Answer, ViewKind.Scan })
        {
            Names(column, await Assert.ThrowsExactlyAsync<DataException>(() => world.AnswerAsync(kind)));
        }

        await using var api = await ApiHost.StartAsync(world);
        var (status, body) = await api.GetAsync("/v1/jobs/tag_means/rows");
        Assert.AreEqual(422, status, body.ToString());
        Assert.AreEqual(("urn:unified:problem:overflow", "tag_means", column, "{tag=red}"), (body.GetProperty("type").GetString(),
            body.GetProperty("job").GetString(), body.GetProperty("column").GetString(), body.GetProperty("group").GetString()));
        StringAssert.Contains(body.GetProperty("detail").GetString(), "left the range of 128 bits");
    }

    [TestMethod]
    public async Task Sums_that_leave_the_range_and_come_back_are_exact_in_any_order()
    {
        using var world = await World.CreateAsync(new TagMeans());
        BigInteger[] states = [Half, Half, -Half, Half, -Half - 5];
        for (var epoch = 0; epoch < states.Length; epoch++)
        {
            await StreamAsync(world, epoch, states[epoch]);
        }

        await using var api = await ApiHost.StartAsync(world);
        await CheckAsync(world, api, states.Aggregate(BigInteger.Add), states.Length);
    }

    [TestMethod]
    [DataRow("mean")]
    [DataRow("big_mean")]
    public async Task A_promotion_whose_merge_would_overflow_is_refused_and_changes_nothing(string column)
    {
        using var world = await World.CreateAsync(new TagMeans());
        var (first, second) = Fitting(1);
        await StreamAsync(world, 0, first);
        Assert.IsTrue((await PromoteAsync(world, await StageAsync(world, 1, (0, first)))).Promoted);
        await StreamAsync(world, 1, second);
        var generation = await StageAsync(world, 2, (1, second));
        foreach (var table in new[] { world.Names.Stream, world.Names.Staging })
        {
            await SetAsync(world, table, table == world.Names.Stream ? $"{SystemColumns.Epoch} = 1" : $"{SystemColumns.Generation} = 2",
                column, second + 1);
        }

        Names(column, await Assert.ThrowsExactlyAsync<DataException>(() => PromoteAsync(world, generation)));
        Assert.AreEqual(1, (await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken)).Seq);

        foreach (var table in new[] { world.Names.Stream, world.Names.Staging })
        {
            await SetAsync(world, table, table == world.Names.Stream ? $"{SystemColumns.Epoch} = 1" : $"{SystemColumns.Generation} = 2",
                column, second);
        }

        Assert.IsTrue((await PromoteAsync(world, generation)).Promoted, "one less fits");
        await using var api = await ApiHost.StartAsync(world);
        await CheckAsync(world, api, first + second);
    }

    [TestMethod]
    public async Task A_proof_whose_states_do_not_fit_together_is_refused()
    {
        using var world = await World.CreateAsync(new TagMeans());
        await StreamAsync(world, 0, Half);
        await StreamAsync(world, 1, Half);
        var generation = await StageAsync(world, 1, (0, Half), (1, Half));
        Names("mean", await Assert.ThrowsExactlyAsync<DataException>(() => PromoteAsync(world, generation)));
        Assert.IsEmpty(await world.Manifests.HistoryAsync(world.Plan, TestContext.CancellationToken));
    }

    /// <summary>The end of the range, as two states.</summary>
    private static (BigInteger First, BigInteger Second) Fitting(int sign) => sign > 0 ? (Half, Half - 1) : (-Half, -Half);

    /// <summary>The stream has read a whole epoch, of which one row has these sums.</summary>
    private async Task StreamAsync(World world, long epoch, BigInteger sum)
    {
        await world.Tables.UpsertAsync(world.Plan, [Rows(world, epoch)], TestContext.CancellationToken);
        await SetAllAsync(world, world.Names.Stream, string.Create(CultureInfo.InvariantCulture, $"{SystemColumns.Epoch} = {epoch}"), sum);
    }

    private async Task<Generation> StageAsync(World world, ulong id, params (long Epoch, BigInteger Sum)[] epochs)
    {
        var current = await world.Manifests.CurrentAsync(world.Plan, TestContext.CancellationToken);
        var generation = new Generation
        {
            Id = id,
            Job = world.Plan.Job,
            Version = world.Plan.Version,
            BaseSeq = current.Seq,
            Slices = [.. epochs.Select(e => new LogSlice(Readings.P(0), e.Epoch, e.Epoch + 1))],
        };
        await world.Generations.CreateAsync(generation, TestContext.CancellationToken);
        foreach (var (epoch, sum) in epochs)
        {
            var (rows, slice) = (Rows(world, epoch), new LogSlice(Readings.P(0), epoch, epoch + 1));
            await world.Tables.WriteSliceAsync(world.Plan, new SliceRows(id, slice, [rows.Rows], [rows.Ledger]),
                TestContext.CancellationToken);
            await SetAllAsync(world, world.Names.Staging, string.Create(CultureInfo.InvariantCulture,
                $"{SystemColumns.Generation} = {id} AND {SystemColumns.Slice} = '{slice.Name}'"), sum);
        }

        return generation;
    }

    private static EpochRows Rows(World world, long epoch)
    {
        var fold = ReadingLog.Run(world.Program,
            [new Reading(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), "x", "red", 1, null, 1m, 1)]);
        return new EpochRows(new EpochLedger(new EpochId(Readings.P(0), epoch), world.Plan.Sources[0].Epochs.End(epoch), fold.Counts),
            fold.Rows(changedOnly: false));
    }

    private async Task SetAllAsync(World world, string table, string where, BigInteger sum)
    {
        await SetAsync(world, table, where, "mean", sum);
        await SetAsync(world, table, where, "big_mean", sum);
    }

    // No log is long enough for such sums: they are put in place of what was stored.
    private async Task SetAsync(World world, string table, string where, string column, BigInteger sum)
    {
        var text = sum.ToString(CultureInfo.InvariantCulture);
        var literal = column == "mean" ? $"toDecimal128('{text[..^2]}.{text[^2..]}', 2)" : $"toInt128('{text}')";
        await world.Database.ExecuteAsync(
            string.Create(CultureInfo.InvariantCulture,
                $"ALTER TABLE {table} UPDATE {column}__sum = {literal}, {column}__n = {Events} WHERE {where}"),
            TestContext.CancellationToken, ("mutations_sync", 2));
    }

    private Task<PromotionOutcome> PromoteAsync(World world, Generation generation) =>
        new ClickHousePromotion(world.Database).PromoteAsync(world.Plan, generation, "test", "test", TestContext.CancellationToken);

    /// <summary>Both averages, in both finished views and in the API, are the sum divided by the count.</summary>
    private static async Task CheckAsync(World world, ApiHost api, BigInteger sum, int states = 2)
    {
        var count = new BigInteger(Events) * states;
        // Four digits more than the column's two, halves away from zero.
        var mean = BigInteger.DivRem((2 * BigInteger.Abs(sum) * 10_000) + count, 2 * count, out _) * sum.Sign;
        var ratio = double.Parse(sum.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) / (double)count;
        var expected = Fixtures.Expected.Line("red", mean, ratio);
        foreach (var kind in new[] { ViewKind.Answer, ViewKind.Scan })
        {
            var lines = await world.LinesAsync(
                $"SELECT tag, toString(toInt256(mean * toDecimal256('1000000', 0))), big_mean FROM {world.Names.PublicView(kind)}");
            Assert.AreEqual(expected, lines.Single(), kind.ToString());
        }

        var (status, body) = await api.GetAsync("/v1/jobs/tag_means/rows");
        Assert.AreEqual(200, status, body.ToString());
        var row = body.GetProperty("rows").EnumerateArray().Single();
        Assert.AreEqual(mean, (BigInteger)(decimal.Parse(row.GetProperty("mean").GetRawText(), CultureInfo.InvariantCulture) * 1_000_000m));
        Assert.AreEqual(ratio, row.GetProperty("big_mean").GetDouble());
    }

    private static void Names(string column, DataException error) =>
        StringAssert.Contains(error.Message, $"Job 'tag_means': column '{column}' of a group left the range of 128 bits");
}
