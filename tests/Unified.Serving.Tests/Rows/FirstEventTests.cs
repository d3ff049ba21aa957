using Unified.Definition;
using Unified.Errors;
using Unified.Json;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Types;
using static Unified.Serving.Tests.Fixtures.Expected;
using static Unified.Time.Timestamps;

namespace Unified.Serving.Tests.Rows;

/// <summary>Rows of the first events of groups, made when the answer is read: as plain objects have them, and as DuckDB does.</summary>
[TestClass]
public sealed class FirstEventTests
{
    [TestMethod]
    [DataRow(typeof(HighReadings))]
    [DataRow(typeof(EarliestReadings))]
    [DataRow(typeof(NumberedReadings))]
    [DataRow(typeof(EarliestTotals))]
    public async Task The_views_have_a_row_for_each_of_them_as_plain_objects_do(Type type)
    {
        var job = (Job)Activator.CreateInstance(type)!;
        using var world = await World.CreateAsync(job);
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(900);
        await ViewTests.StreamAsync(world, log);
        var expected = Rows(job, [.. log.Events]).Order(StringComparer.Ordinal).ToArray();
        Assert.IsNotEmpty(expected);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync(ViewKind.Scan)).ToArray());

        using var duckDb = new DuckDbOracle();
        var events = new OracleInput(duckDb.Load(world.Plan.Sources[0], log.Events), null) { Partition = "0", Offset = "rowid" };
        var answer = duckDb.Answer(world.Plan, events);
        CollectionAssert.AreEqual(expected, answer.Rows.Select(r => Line([.. r.Select((v, i) =>
            v is Int128 unscaled ? Decimals.ToDecimal(unscaled, world.Plan.Outputs[i].Field.Type.Scale) : v)]))
            .Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    [DataRow(typeof(HighReadings))]
    [DataRow(typeof(EarliestReadings))]
    [DataRow(typeof(NumberedReadings))]
    [DataRow(typeof(EarliestTotals))]
    public void They_are_the_same_however_events_are_cut_and_the_plan_reads_back(Type type)
    {
        var seed = TestSeed.Take();
        var log = new ReadingLog(seed.Random());
        log.Append(150, days: 2);
        var job = (Job)Activator.CreateInstance(type)!;
        var test = JobTest.For(job).Given(Readings.Source, log.Events);
        Assert.IsNotEmpty(test.Answer<object>());
        test.CutInvariant(cases: 12, seed.Value);

        var plan = JobPlan.Create(job);
        var document = PlanJson.Write(plan);
        Assert.AreEqual(plan.Canonical, PlanJson.Read(document).Canonical);
        Assert.AreEqual(document, PlanJson.Write(PlanJson.Read(document)));
    }

    [TestMethod]
    public async Task The_api_pages_through_them_by_their_keys_and_their_order()
    {
        using var world = await World.CreateAsync(new EarliestReadings());
        var log = new ReadingLog(TestSeed.Take().Random());
        log.Append(200);
        await ViewTests.StreamAsync(world, log);
        await using var api = await ApiHost.StartAsync(world);
        var (found, next) = (new List<(string Place, long Big)>(), "");
        do
        {
            var (status, body) = await api.GetAsync($"/v1/jobs/earliest_readings/rows?limit=7{next}");
            Assert.AreEqual(200, status, body.ToString());
            found.AddRange(body.GetProperty("rows").EnumerateArray().Select(r =>
                (r.GetProperty("place").GetString()!, r.GetProperty("big").GetInt64())));
            next = body.GetProperty("next").GetString() is { } after ? $"&after={after}" : "";
        }
        while (next.Length > 0);
        CollectionAssert.AreEqual(log.Events.GroupBy(r => r.Place).OrderBy(g => g.Key, StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(r => r.At.Date).Take(5)).Select(r => (r.Place, r.Big)).ToArray(), found);
    }

    [TestMethod]
    public void What_they_cannot_be_is_refused()
    {
        var groups = Readings.Source.GroupBy(r => r.Place);
        Refused<Reading>("UNI0037", groups.SelectMany(g => g.OrderBy(r => r.Extra).Take(3)));
        Refused<Reading>("UNI0037", groups.SelectMany(g => g.OrderBy(r => r.Place).ThenByDescending(r => r.Tag ?? "").Take(3)));
        Refused<Reading>("UNI0038", groups.SelectMany(g => g.OrderBy(r => r.At).Take(0)));
        Refused<Reading>("UNI0038", groups.SelectMany(g => g.OrderBy(r => r.At).Take(1_001)));
        Refused<TagTotal>("UNI0034", groups.SelectMany(g => g.OrderBy(r => r.At).Take(3))
            .Select(r => new TagTotal(r.Tag, 1, r.Big, r.Value)));
        Refused<int>("UNI0035", groups.SelectMany(g => g.OrderBy(r => r.At).Take(3)).Select(r => r.Value));
        Refused<Reading>("UNI0056", groups.SelectMany(g => g.OrderBy(r => r.At).Take(3)).ToQuery().Where(r => r.Value > 3));
        Refused<Reading>("UNI0066", groups.SelectMany(g => g.OrderBy(r => r.At).Take(3)).ToQuery().Top(3, r => r.Value));
        Refused<Reading>("UNI0052", groups.OrderBy(g => g.Count()).SelectMany(g => g.OrderBy(r => r.At).Take(3)));
    }

    private static void Refused<T>(string code, Query<T> query)
    {
        var refused = Assert.ThrowsExactly<DefinitionException>(() => JobTest.For(query));
        CollectionAssert.AreEqual(new[] { code }, refused.Mistakes.Select(m => m.Code).ToArray(), refused.Message);
    }

    // Events come partition by partition, in the order of their offsets: LINQ keeps it where they are equal.
    private static IEnumerable<string> Rows(Job job, IReadOnlyList<Reading> readings) => job switch
    {
        HighReadings => readings.GroupBy(r => (r.Place, Day: FromDateTime(Window.Day(r.At)))).Where(g => g.Count() > 2).SelectMany(g =>
            g.Where(r => r.Value != 13).OrderByDescending(r => r.Value / 1000).ThenBy(r => r.Tag ?? "-", StringComparer.Ordinal)
                .ThenByDescending(r => r.Amount).Take(3).Select(r => Line(g.Key.Place, g.Key.Day, r.Value, r.Extra, r.Tag, r.Amount,
                    r.Value - g.Min(x => x.Value), g.Count()))),
        EarliestReadings => Earliest(readings).Select(r => Line(FromDateTime(r.At), r.Place, r.Tag, r.Value, r.Extra, r.Amount, r.Big)),
        EarliestTotals => Earliest(readings).GroupBy(r => r.Place).Select(g => Line(g.Key, g.Count(), g.Sum(r => (long)r.Value))),
        _ => readings.SelectMany(r => new[] { 0, 3 }, (r, back) => (r, From: Window.Tumbling(r.At, TimeSpan.FromHours(3)).AddHours(-back)))
            .GroupBy(x => (x.r.Tag, From: FromDateTime(x.From))).SelectMany(g => g.OrderBy(x => x.r.Place, Utf8)
                .ThenByDescending(x => x.r.Big).Take(2).Select((x, i) => Line(g.Key.Tag, g.Key.From, i + 1, x.r.Big, x.r.Amount * 2))),
    };

    private static IEnumerable<Reading> Earliest(IReadOnlyList<Reading> readings) =>
        readings.GroupBy(r => r.Place).SelectMany(g => g.OrderBy(r => r.At.Date).Take(5));

    private static readonly Comparer<string> Utf8 = Comparer<string>.Create((a, b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)));
}
