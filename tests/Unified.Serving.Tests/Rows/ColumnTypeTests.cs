using System.Text.Json;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Lowering;
using Unified.Physical;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>Columns of every type through ClickHouse's tables, view and the API.</summary>
[TestClass]
public sealed class ColumnTypeTests
{
    [TestMethod]
    [DataRow(typeof(ParcelGroups))]
    [DataRow(typeof(ParcelStates))]
    public async Task Rows_come_back_from_the_API_as_DuckDB_has_them_and_each_is_found_by_its_values(Type job)
    {
        using var world = await World.CreateAsync((Job)Activator.CreateInstance(job)!);
        var source = world.Plan.Sources[0];
        var parcels = Parcels.Random(TestSeed.Take().Random(), 64)
            .Where(p => p.MaybeWeight is not 0 && p.MaybeRatio is not 0).ToList();
        var run = world.Program.Open(source.Partition(0), EventOrigin.Log, StageState.Empty);
        using var events = EventBatches.From(source, parcels);
        Assert.IsEmpty(run.Add(events));
        await world.Tables.UpsertAsync(world.Plan,
            [new EpochRows(new EpochLedger(new EpochId(source.Partition(0), 0), parcels.Count, run.Counts), run.Rows(changedOnly: false))],
            CancellationToken.None);
        using var oracle = new DuckDbOracle();
        var answer = oracle.Answer(world.Plan, new OracleInput(oracle.Load(source, parcels), null));
        var expected = answer.Rows.Select(r => string.Join(" | ", r.Zip(world.Plan.Outputs,
            (v, c) => v is null ? "null" : CarrierText.Format(c.Field.Type, v)))).Order(StringComparer.Ordinal).ToList();
        await using var api = await ApiHost.StartAsync(world);
        var path = $"/v1/jobs/{world.Plan.Job}/rows";
        var all = await api.GetAsync($"{path}?limit=1000");
        Assert.IsTrue(all.Body.TryGetProperty("rows", out _), all.Body.ToString());
        var rows = all.Body.GetProperty("rows").EnumerateArray().ToList();
        CollectionAssert.AreEqual(expected, rows.Select(Line).Order(StringComparer.Ordinal).ToList());
        foreach (var row in rows.Take(3))
        {
            foreach (var column in world.Plan.Outputs.Where(c => c.Key is not null))
            {
                var value = row.GetProperty(column.Field.Name);
                if (Text(value) is "NaN" or "Infinity" or "-Infinity")
                {
                    continue;
                }

                var filter = value.ValueKind == JsonValueKind.Null ? $"null={column.Field.Name}"
                    : $"{column.Field.Name}={Uri.EscapeDataString(Text(value))}";
                var body = (await api.GetAsync($"{path}?limit=1000&{filter}")).Body;
                Assert.IsTrue(body.TryGetProperty("rows", out var found), $"{column.Field} = {Text(value)}: {body}");
                Assert.AreEqual(rows.Count(r => Text(r.GetProperty(column.Field.Name)) == Text(value)), found.GetArrayLength(),
                    $"{column.Field} = {Text(value)}");
            }
        }
    }

    private static string Line(JsonElement row) => string.Join(" | ", row.EnumerateObject().Select(p => Text(p.Value)));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
