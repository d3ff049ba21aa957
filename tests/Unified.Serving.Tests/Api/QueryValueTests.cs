using System.Globalization;
using System.Numerics;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.Types;

namespace Unified.Serving.Tests.Api;

public sealed record AmountTotal(decimal Amount, long Big, int Value, long N);

/// <summary>Numbers of every kind as keys.</summary>
public sealed class AmountTotals : Job<AmountTotal>
{
    public override Query<AmountTotal> Define() =>
        from r in Readings.Source
        group r by new { r.Amount, r.Big, r.Value } into g
        select new AmountTotal(g.Key.Amount, g.Key.Big, g.Key.Value, g.Count());
}

[TestClass]
public sealed class QueryValueTests
{
    [TestMethod]
    public void A_decimal_is_read_exactly_or_not_at_all()
    {
        var random = TestSeed.Take().Random();
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var precision = 1 + random.Next(38);
            var scale = random.Next(precision + 1);
            var (whole, fraction) = (Digits(random, 40), Digits(random, 40));
            var sign = random.Next(3) switch { 0 => "-", 1 => "+", _ => "" };
            var text = sign + whole + (fraction.Length > 0 || random.Next(2) == 0 ? "." + fraction : "");
            var number = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture) * BigInteger.Pow(10, scale);
            var unit = BigInteger.Pow(10, fraction.Length);
            var holds = whole.Length + fraction.Length > 0 && number % unit == 0 && number / unit < BigInteger.Pow(10, precision);
            var value = (string?)QueryValue.Parse(DataType.Decimal(precision, scale), text);
            Assert.AreEqual(holds, value is not null, $"{text} as decimal({precision},{scale}) is {value}");
            if (value is not null)
            {
                read++;
                var (nonNegative, point) = (value.TrimStart('-'), value.IndexOf('.', StringComparison.Ordinal));
                var unscaled = BigInteger.Parse(nonNegative.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
                Assert.AreEqual(number / unit, unscaled * BigInteger.Pow(10, scale - (point < 0 ? 0 : value.Length - point - 1)),
                    $"{text} became {value}");
                Assert.AreEqual(sign == "-", value[0] == '-');
            }
        }

        Assert.IsGreaterThan(1000, read);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-")]
    [DataRow(".")]
    [DataRow("--1")]
    [DataRow("1.2.3")]
    [DataRow("1e2")]
    [DataRow("1,5")]
    [DataRow(" 1")]
    [DataRow("٣")]
    public void What_is_no_decimal_is_none(string text) => Assert.IsNull(QueryValue.Parse(DataType.Decimal(12, 2), text));

    [TestMethod]
    [DataRow("2001-04-03", 0L)]
    [DataRow("2001-04-03T06:00Z", 6 * 3600L)]
    [DataRow("2001-04-03T06:00:00", 6 * 3600L)]
    [DataRow("2001-04-03T06:00:00Z", 6 * 3600L)]
    [DataRow("2001-04-03T06:00:00.000000Z", 6 * 3600L)]
    [DataRow("2001-04-03T06:00:00+02:00", 4 * 3600L)]
    public void A_time_of_ISO_8601_is_read(string text, long seconds) =>
        Assert.AreEqual((986256000L + seconds) * 1_000_000, QueryValue.Parse(DataType.Timestamp, text));

    [TestMethod]
    [DataRow("04/03/2001")]
    [DataRow("10:30")]
    [DataRow("2001")]
    [DataRow("April 3, 2001")]
    [DataRow("2001-4-3")]
    [DataRow("2001-04-03 06:00:00")]
    [DataRow("2001-02-30")]
    [DataRow("2001-04-03T06:00:00.0000001Z")]
    [DataRow("0001-01-01T00:00:00+14:00")]
    [DataRow("")]
    public void What_is_no_time_of_ISO_8601_is_none(string text) => Assert.IsNull(QueryValue.Parse(DataType.Timestamp, text));

    [TestMethod]
    [DataRow("10:30:00", 630L)]
    [DataRow("10:30", 630L)]
    [DataRow("1.06:30:00", 1830L)]
    [DataRow("-00:01:00", -1L)]
    public void A_length_of_time_is_read(string text, long minutes) =>
        Assert.AreEqual(minutes * 60_000_000, QueryValue.Parse(DataType.Duration, text));

    [TestMethod]
    [DataRow("5")]
    [DataRow("5 days")]
    public void What_is_no_length_of_time_is_none(string text) => Assert.IsNull(QueryValue.Parse(DataType.Duration, text));

    [TestMethod]
    public async Task Numbers_of_every_kind_select_exactly_the_rows_that_have_them_and_a_digit_too_many_is_refused_by_name()
    {
        using var world = await World.CreateAsync(new AmountTotals());
        var random = TestSeed.Take().Random();
        var readings = Enumerable.Range(0, 30)
            .Select(i => new Reading(DateTime.UnixEpoch, "A", null, i - 15, null, (i == 0 ? 0 : random.Next(-100_000, 100_000)) / 100m,
                random.NextInt64(long.MinValue, long.MaxValue))).ToArray();
        var fold = ReadingLog.Run(world.Program, readings);
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(Readings.P(0), 0), 16, fold.Counts), fold.Rows(false))], CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var r in readings)
        {
            await SelectsAsync(api, FormattableString.Invariant($"amount={r.Amount}"), readings.Where(o => o.Amount == r.Amount));
            await SelectsAsync(api, FormattableString.Invariant($"big={r.Big}"), readings.Where(o => o.Big == r.Big));
            await SelectsAsync(api, FormattableString.Invariant($"value={r.Value}"), [r]);
        }

        await SelectsAsync(api, "amount=-0.00", readings.Where(o => o.Amount == 0));
        // decimal.Parse would read 10 of it.
        var (status, body) = await api.GetAsync("/v1/jobs/amount_totals/rows?amount=10.00000000000000000000000000001");
        Assert.AreEqual(400, status);
        StringAssert.Contains(body.GetProperty("detail").GetString(), "'10.00000000000000000000000000001'");
    }

    private static async Task SelectsAsync(ApiHost api, string query, IEnumerable<Reading> wanted)
    {
        var (status, body) = await api.GetAsync("/v1/jobs/amount_totals/rows?" + query);
        Assert.AreEqual(200, status, body.ToString());
        CollectionAssert.AreEquivalent(wanted.Select(r => r.Value).ToArray(),
            body.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("value").GetInt32()).ToArray(), query);
    }

    private static string Digits(Random random, int most)
    {
        // Short ones, long ones and many zeros at both ends.
        var digits = string.Concat(Enumerable.Range(0, random.Next(random.Next(2) == 0 ? 4 : most))
            .Select(_ => (char)('0' + random.Next(10))));
        var zeros = new string('0', random.Next(3) == 0 ? random.Next(5) : 0);
        return random.Next(2) == 0 ? zeros + digits : digits + zeros;
    }
}
