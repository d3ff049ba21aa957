using System.Globalization;
using Unified.Errors;
using Unified.Expressions;
using Unified.Serving.ClickHouse;
using Unified.Serving.Tests.Fixtures;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Answers;
using Unified.TestKit.Functions;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>Each function that has a form in ClickHouse means there what it means in .NET, to the last bit, errors included.</summary>
[TestClass]
public sealed class ClickHouseFunctionTests
{
    private const int RowsPerCase = 60;
    private const int FailuresPerCase = 5;

    public static IEnumerable<object[]> Functions =>
        FunctionCatalogue.All.Where(f => f.Sql.Contains(SqlEngine.ClickHouse)).Select(f => new object[] { f.Name });

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public async Task A_function_means_the_same_in_ClickHouse_and_in_Net(string name)
    {
        var seed = TestSeed.Take();
        var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE {Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        try
        {
            var compared = 0;
            var cases = FunctionCases.Of(FunctionCatalogue.Find(name)!).Select((c, i) => (c, i))
                .Where(c => EngineForms.Has(SqlEngine.ClickHouse, c.c));
            foreach (var (call, index) in TestRounds.Some(cases, ci: 12, seed.Random(-1)))
            {
                await CompareAsync(database, call, index, seed.Random(index));
                compared++;
            }

            Assert.IsGreaterThan(0, compared, "a form that no case reaches is not compared");
        }
        finally
        {
            Server.Drop(database);
        }
    }

    private async Task CompareAsync(ClickHouseDatabase database, CallExpr call, int index, Random random)
    {
        var columns = call.Walk().OfType<ColumnExpr>().Distinct().OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var net = CarrierExpression.Compile(call);
        var rows = Enumerable.Range(0, RowsPerCase).Select(_ => columns.Select(c => Stored(CarrierValues.Next(random, c.Type),
            c.Type)).ToArray())
            .ToList();
        var table = database.Table(string.Create(CultureInfo.InvariantCulture, $"case{index}"));
        await database.ExecuteAsync($"CREATE TABLE {table} (i Int32{string.Concat(columns.Select(c =>
            $", {Sql.ClickHouse.Identifier(c.Name)} {Sql.ClickHouse.Type(c.Type)}"))}) ENGINE = Memory", TestContext.CancellationToken);
        await database.ExecuteAsync($"INSERT INTO {table} VALUES {string.Join(", ", rows.Select((row, i) =>
            $"({i.ToString(CultureInfo.InvariantCulture)}{string.Concat(row.Zip(columns,
                (v, c) => $", {SqlEngine.ClickHouse.Literal(v, c.Type)}"))})"))}", TestContext.CancellationToken);

        var expected = rows.Select(row => EngineForms.Outcome(() => net(row))).ToList();
        var form = call.In(SqlEngine.ClickHouse);
        var valid = Enumerable.Range(0, rows.Count).Where(i => expected[i].Error is null).ToList();
        var where = valid.Count == 0 ? "false" : $"i IN ({string.Join(", ", valid)})";
        var found = await database.QueryAsync($"SELECT {Text(form, call.Type)} AS x, toTypeName({form}) AS t FROM (SELECT * FROM {table} "
            + $"WHERE {where}) ORDER BY i", r => (Value: r.IsDBNull(0) ? null : r.GetString(0), Type: r.GetString(1)),
            TestContext.CancellationToken);
        Assert.HasCount(valid.Count, found);
        foreach (var (i, (value, type)) in valid.Zip(found))
        {
            var row = $"{call} on ({string.Join(", ", rows[i].Select(v => v ?? "null"))}): {form}";
            if (call.Type.IsFloating)
            {
                Assert.AreEqual(expected[i].Value, value is null ? null : Floating(value), row);
            }
            else
            {
                Assert.AreEqual(Text(expected[i].Value, call.Type), value, row);
            }

            if (call.Type.Kind != TypeKind.Boolean)
            {
                // A condition may be a number there; the view makes it a Bool.
                Assert.AreEqual(Sql.ClickHouse.Type(call.Type), type, row);
            }
        }

        var failing = Enumerable.Range(0, rows.Count).Except(valid).ToList();
        if (call.Function.Fails.Contains(SqlEngine.ClickHouse))
        {
            // A form that gives some value where C# fails, and a predicate that says where.
            var fails = call.FailsIn(SqlEngine.ClickHouse) ?? "0";
            var named = await database.QueryAsync($"SELECT i FROM {table} WHERE {fails} ORDER BY i", r => r.GetInt32(0),
                TestContext.CancellationToken);
            Assert.AreEqual(string.Join(' ', failing), string.Join(' ', named), $"{call} fails in ClickHouse where {fails}");
            return;
        }

        foreach (var i in failing.Take(FailuresPerCase))
        {
            await Assert.ThrowsAsync<Exception>(() => database.QueryAsync($"SELECT {Text(form, call.Type)} FROM {table} WHERE i = {i}",
                r => r.IsDBNull(0), TestContext.CancellationToken), $"{call} on ({string.Join(", ", rows[i].Select(v => v ?? "null"))}) "
                    + $"fails in .NET with {expected[i].Error}, but not in ClickHouse.");
        }
    }

    /// <summary>A table of ClickHouse holds the times of fewer years than C# knows.</summary>
    private static object? Stored(object? value, DataType type) =>
        type.Kind == TypeKind.Date && value is int days ? days % 20_000 : type.Kind != TypeKind.Timestamp || value is not long micros
        || Time.Timestamps.IsStorable(micros) ? value : micros % Time.Timestamps.MicrosPerDay;

    private static string Text(string form, DataType type) => type.Kind switch
    {
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"toDecimalString({form}, {type.Scale})"),
        TypeKind.Boolean => $"CAST(CAST({form}, 'Nullable(Bool)'), 'Nullable(String)')",
        TypeKind.Timestamp => $"CAST(toUnixTimestamp64Micro({form}), 'Nullable(String)')",
        _ => $"CAST({form}, 'Nullable(String)')",
    };

    private static string? Text(object? value, DataType type) => value switch
    {
        null => null,
        Int128 unscaled when type.Kind == TypeKind.Decimal => Decimals.Format(unscaled, type.Scale),
        bool flag => flag ? "true" : "false",
        { } when type.Kind is TypeKind.Guid or TypeKind.Enum or TypeKind.Date => CarrierText.Format(type, value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static double Floating(string text) => text switch
    {
        "nan" or "-nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
