using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// What the views take for granted of the server: the manifest is one scalar wherever it is named, also in a scalar inside.
/// </summary>
[TestClass]
public sealed class OneMomentTests
{
    [TestMethod]
    public async Task A_scalar_is_one_value_in_every_branch_and_in_the_scalars_that_use_it()
    {
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE {database.Options.Database}", CancellationToken.None);
        await database.ExecuteAsync($"CREATE TABLE {database.Table("rows")} (n UInt64) ENGINE = MergeTree ORDER BY n AS SELECT 1",
            CancellationToken.None);
        // A new random number each time that the scalar is evaluated: the shape is that of the scan view.
        const string One = "m.1 AS first, (SELECT any(m.1) FROM {0} WHERE n >= m.2) AS inner";
        var shape = string.Format(System.Globalization.CultureInfo.InvariantCulture, One, database.Table("rows"));
        await database.ExecuteAsync(
            $"CREATE VIEW {database.Table("v")} AS WITH (SELECT (rand64(), toUInt64(0))) AS m SELECT {shape} FROM "
                + $"{database.Table("rows")} WHERE n >= m.2 "
            + $"UNION ALL SELECT {shape} FROM {database.Table("rows")} WHERE n >= m.2", CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            var values = await database.QueryAsync($"SELECT first, inner FROM {database.Table("v")}",
                r => new[] { Convert.ToString(r.GetValue(0)), Convert.ToString(r.GetValue(1)) }, CancellationToken.None);
            Assert.HasCount(1, values.SelectMany(v => v).Distinct().ToList(), string.Join(' ', values.SelectMany(v => v)));
        }
    }
}
