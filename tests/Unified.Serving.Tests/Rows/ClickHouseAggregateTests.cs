using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow.Types;
using Unified.Aggregates;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// States of every aggregate, however the events were cut, merged and finished by ClickHouse: the plain result, to the last bit.
/// </summary>
[TestClass]
public sealed class ClickHouseAggregateTests
{
    private const int Groups = 24;

    private static readonly ImmutableArray<DataType> Types =
    [
        DataType.Int32, DataType.Int64, DataType.Decimal(4, 4), DataType.Decimal(15, 6), DataType.Decimal(24, 0), DataType.Decimal(28, 9),
        new(TypeKind.Int8), new(TypeKind.UInt8), new(TypeKind.Int16), new(TypeKind.UInt16), DataType.UInt32, DataType.UInt64,
        DataType.Double, DataType.Single, DataType.Timestamp, DataType.Date, DataType.Time, DataType.Duration, DataType.String,
        DataType.Boolean, DataType.Guid, DataType.Enum(new EnumMembers([("Lost", -3), ("Open", 0), ("Sent", 300)])),
    ];

    private static readonly ImmutableArray<DataType> Orders =
    [
        DataType.Timestamp, DataType.Int32, DataType.Double, DataType.String, DataType.Decimal(9, 2), DataType.UInt64, DataType.Single,
    ];

    // What is asked often is compiled to machine code, which must mean the same: an answer may not change the fourth time it is asked.
    private static readonly ImmutableArray<string> Compiled =
    [
        "compile_aggregate_expressions = 0, compile_expressions = 0, compile_sort_description = 0",
        "min_count_to_compile_aggregate_expression = 0, min_count_to_compile_expression = 0, min_count_to_compile_sort_description = 0",
    ];

    public static IEnumerable<object[]> Aggregates => AggregateCatalogue.All.Select(a => new object[] { a.Name });

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DynamicData(nameof(Aggregates))]
    public async Task States_are_merged_and_finished_to_the_plain_result_however_events_were_cut(string name)
    {
        var seed = TestSeed.Take();
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        var calls = Calls(AggregateCatalogue.All.First(a => a.Name == name)).ToList();
        foreach (var (call, i) in TestRounds.Some(calls.Select((c, i) => (c, i)), ci: 6, seed.Random(-1)))
        {
            await CheckAsync(database, call, $"t{i}", seed.Random(i));
        }

        Server.Drop(database);
    }

    [TestMethod]
    public async Task A_merged_set_of_too_many_values_is_an_error_that_names_it_and_never_a_wrong_number()
    {
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        var call = KernelFold.Call(AggregateCatalogue.All.First(a => a.Name == "CountDistinct"), DataType.Int32);
        var table = database.Table("sets");
        var state = call.States[0];
        await database.ExecuteAsync($"CREATE TABLE {table} ({Unified.Sql.ClickHouse.Identifier(state.Name)} "
            + $"{state.SqlType(SqlEngine.ClickHouse)}) ENGINE = Memory", TestContext.CancellationToken);
        var merged = $"SELECT length({state.Merge(SqlEngine.ClickHouse, "Job 'j': column x")}) FROM {table}";
        foreach (var (from, fits) in new[] { (0, true), (SetState.MaxValues / 2, true), (SetState.MaxValues, false) })
        {
            await database.ExecuteAsync($"INSERT INTO {table} SELECT range({from}, {from + (SetState.MaxValues / 2)})",
                TestContext.CancellationToken);
            var sized = () => database.SingleAsync(merged, r => Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture),
                TestContext.CancellationToken);
            if (fits)
            {
                Assert.AreEqual(from + (SetState.MaxValues / 2), await sized());
            }
            else
            {
                var error = await Assert.ThrowsExactlyAsync<Unified.Errors.DataException>(sized);
                Assert.Contains("Job 'j': column x has more than 10000 distinct values. Count fewer", error.Message);
            }
        }

        Server.Drop(database);
    }

    private static IEnumerable<AggregateCall> Calls(AggregateFunction function) =>
        (function.ResultType(null) is null ? [] : new[] { KernelFold.Call(function, null) }).Concat(Types.SelectMany(t =>
            new[] { t, t.AsNullable() }).Where(t => function.ResultType(t) is not null)
            .Select((t, i) => KernelFold.Call(function, t, Orders[i % Orders.Length], partial: t.Nullable)));

    private async Task CheckAsync(ClickHouseDatabase database, AggregateCall call, string name, Random random)
    {
        var (layout, table) = (KernelFold.Layout(call), database.Table(name));
        var columns = layout.Columns.Select(c => $"{Unified.Sql.ClickHouse.Identifier(c.Name)} {c.SqlType(SqlEngine.ClickHouse)}");
        await database.ExecuteAsync($"CREATE TABLE {table} (g Int32, side Int32, {string.Join(", ", columns)}) ENGINE = Memory",
            TestContext.CancellationToken);
        var body = new ArrowBody(layout, ("g", Int32Type.Default), ("side", Int32Type.Default));
        var expected = new List<object?>();
        while (expected.Count < Groups)
        {
            var events = Events(random, call);
            try
            {
                expected.Add(PlainAggregates.Result(call, events));
            }
            catch (OverflowException)
            {
                continue; // an error of the view, which other tests are about
            }

            for (var side = 0; side < 2; side++)
            {
                foreach (var part in Cut(random, events, parts: side == 0 ? 1 : random.Next(1, 5)))
                {
                    body.Add(new KernelFold(call).Take(part).Batch(), expected.Count - 1, side);
                }
            }
        }

        await database.InsertAsync($"{table} ({body.Columns})", "ArrowStream", body.ToBytes(), TestContext.CancellationToken);
        var merged = $"SELECT g, side, {string.Join(", ", layout.States.Select(s =>
            $"{s.Merge(SqlEngine.ClickHouse, "x")} AS {Unified.Sql.ClickHouse.Identifier(s.Name)}"))} FROM {table} GROUP BY g, side";
        var finish = Unified.Sql.ClickHouse.Cast(call.Function.Finish(SqlEngine.ClickHouse, call,
            [.. layout.States.Select(s => Unified.Sql.ClickHouse.Identifier(s.Name))]), call.ResultType);
        foreach (var compiled in Compiled)
        {
            var found = await database.QueryAsync(
                $"SELECT g, side, {ResultText.In(finish, call.ResultType)} FROM ({merged}) ORDER BY g, side SETTINGS {compiled}",
                r => (Group: (int)r.GetValue(0), Side: (int)r.GetValue(1), Text: (string)r.GetValue(2)), TestContext.CancellationToken);
            Assert.HasCount(2 * Groups, found);
            foreach (var (group, side, text) in found)
            {
                Assert.AreEqual(ResultText.Of(expected[group], call.ResultType), text,
                    $"{call} of {call.Argument?.Type}, group {group}, side {side}, {compiled}");
            }
        }

        var hash = string.Join(", ", layout.States.Select(s => s.Hashable(SqlEngine.ClickHouse)));
        var states = string.Join(", ", layout.States.Select(s => s.Text(SqlEngine.ClickHouse)));
        Assert.AreEqual(0UL, await database.SingleAsync("SELECT countIf(n != 1) FROM "
            + $"(SELECT uniqExact((cityHash64({hash}), {states})) AS n FROM ({merged}) GROUP BY g)",
            r => Convert.ToUInt64(r.GetValue(0), CultureInfo.InvariantCulture), TestContext.CancellationToken),
            $"{call} of {call.Argument?.Type}: equal states have equal hashes and texts");
        await database.ExecuteAsync($"DROP TABLE {table}", TestContext.CancellationToken);
    }

    private static IReadOnlyList<PlainEvent> Events(Random random, AggregateCall call)
    {
        var type = call.Argument?.Type ?? DataType.Int32;
        return PlainEvent.Random(random, random.Next(type.Nullable ? 0 : 1, 14), () => Stored(random, type),
            () => call.By is { } by ? Stored(random, by.Type) : null);
    }

    // What rows can hold.
    private static object? Stored(Random random, DataType type)
    {
        while (true)
        {
            var value = CarrierValues.Next(random, type);
            if (value is null || type.Kind switch
            {
                TypeKind.Timestamp => Unified.Time.Timestamps.IsStorable((long)value),
                TypeKind.Date => Unified.Time.Timestamps.IsStorableDay((int)value),
                _ => true,
            })
            {
                return value;
            }
        }
    }

    private static List<PlainEvent>[] Cut(Random random, IReadOnlyList<PlainEvent> events, int parts)
    {
        var cut = Enumerable.Range(0, parts).Select(_ => new List<PlainEvent>()).ToArray();
        foreach (var one in events)
        {
            cut[random.Next(parts)].Add(one);
        }

        // No row has no events, unless it is of another input.
        return parts == 1 || events.Count == 0 ? cut : [.. cut.Where(c => c.Count > 0)];
    }
}
