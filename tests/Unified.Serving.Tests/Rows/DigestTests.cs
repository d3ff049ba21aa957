using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Proof;
using Unified.Sql;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

[TestClass]
public sealed class DigestTests
{
    [TestMethod]
    public async Task Every_column_of_a_row_and_whether_it_is_null_changes_the_digest()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        await ProofTests.StagedAsync(world);
        var rows = $"(SELECT * FROM {world.Names.Stream} FINAL)";
        var before = await DigestAsync(world, rows);
        CollectionAssert.AreEqual(before, await DigestAsync(world, rows), "the same rows have the same digest");
        foreach (var column in world.Plan.Rows.Columns)
        {
            var name = Unified.Sql.ClickHouse.Identifier(column.Name);
            var type = column.SqlType(SqlEngine.ClickHouse);
            var other = column.Value?.Kind switch
            {
                TypeKind.String => $"concat({name}, 'x')",
                TypeKind.Timestamp => $"addDays({name}, 1)",
                null => $"mapFilter((k, v) -> 0, {name})",
                _ => $"CAST({name} + 1, '{type}')",
            };
            await DiffersAsync(column.Name, other);
            if (column.Value is { Nullable: true } nullable)
            {
                Assert.IsGreaterThan(0, await world.CountAsync($"SELECT countIf({name} IS NULL) FROM {world.Names.Stream} FINAL"),
                    column.Name);
                await DiffersAsync(column.Name,
                    $"CAST(ifNull({name}, defaultValueOfTypeName('{Unified.Sql.ClickHouse.Type(nullable.AsRequired())}')), '{type}')");
            }
        }

        async Task DiffersAsync(string column, string other) => CollectionAssert.AreNotEqual(
            before, await DigestAsync(world, $"(SELECT * REPLACE ({other} AS {Unified.Sql.ClickHouse.Identifier(column)}) FROM {rows})"),
                $"{column} as {other}");
    }

    private static async Task<string[]> DigestAsync(World world, string rows) =>
        [.. await world.LinesAsync(Digests.Query(world.Plan.Rows, $"SELECT * FROM {rows}"))];
}
