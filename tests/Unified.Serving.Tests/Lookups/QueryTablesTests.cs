using Unified.Definition;
using Unified.Definition.Tables;
using Unified.Errors;
using Unified.Serving.Lookups;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Lookups;

/// <summary>Queries of ClickHouse that definitions look values up in.</summary>
[TestClass]
public sealed class QueryTablesTests
{
    [TestMethod]
    public void Values_are_those_of_the_query()
    {
        using var database = Server.NewDatabase();
        var table = new QueryTables(database.Options, TimeProvider.System).Read(new TableQuery(
            "SELECT 'EUR' AS code, toInt8(-1) AS i, toUInt64(18446744073709551615) AS u, toDecimal64(0.92, 4) AS d, 1.5 AS f, true AS b, "
            + "toDate('2024-03-01') AS day, toDateTime64('2024-03-01 10:00:00.123456', 6, 'UTC') AS at, "
            + "CAST(NULL, 'Nullable(Int32)') AS none"));
        var row = table.Rows.Single();
        Assert.AreEqual("code,i,u,d,f,b,day,at,none", string.Join(',', table.Columns));
        Assert.AreEqual("EUR", CellValue.To(row[0]!, typeof(string)));
        Assert.AreEqual(-1, CellValue.To(row[1]!, typeof(int)));
        Assert.AreEqual(ulong.MaxValue, CellValue.To(row[2]!, typeof(ulong)));
        Assert.AreEqual(0.92m, CellValue.To(row[3]!, typeof(decimal)));
        Assert.AreEqual(1.5, CellValue.To(row[4]!, typeof(double)));
        Assert.AreEqual(true, CellValue.To(row[5]!, typeof(bool)));
        Assert.AreEqual(new DateOnly(2024, 3, 1), CellValue.To(row[6]!, typeof(DateOnly)));
        Assert.AreEqual(new DateTime(2024, 3, 1, 10, 0, 0, DateTimeKind.Utc).AddTicks(1234560), CellValue.To(row[7]!, typeof(DateTime)));
        Assert.IsNull(row[8]);
    }

    [TestMethod]
    [DataRow("toDateTime('2024-03-01 10:00:00', 'Europe/Berlin')", "2024-03-01T09:00:00Z", DisplayName = "DateTime")]
    [DataRow("toDateTime64('2024-03-01 10:00:00', 3, 'Europe/Berlin')", "2024-03-01T09:00:00Z", DisplayName = "DateTime64")]
    [DataRow("toDateTime(1729989000, 'Europe/Berlin')", "2024-10-27T00:30:00Z", DisplayName = "the first half past two")]
    [DataRow("toDateTime(1729992600, 'Europe/Berlin')", "2024-10-27T01:30:00Z", DisplayName = "the second half past two")]
    public void A_time_of_a_zone_is_the_instant_that_it_is(string time, string instant)
    {
        using var database = Server.NewDatabase();
        var row = new QueryTables(database.Options, TimeProvider.System).Read(new TableQuery($"SELECT {time} AS at")).Rows.Single();
        Assert.AreEqual(CellValue.To(instant, typeof(DateTime)), CellValue.To(row[0]!, typeof(DateTime)));
    }

    [TestMethod]
    public void A_query_that_ClickHouse_refuses_or_that_gives_nothing_is_an_error_that_names_it()
    {
        using var database = Server.NewDatabase();
        var tables = new QueryTables(database.Options, TimeProvider.System);
        Assert.Contains("rates_of_nobody", Assert.Throws<UnifiedException>(
            () => tables.Read(new TableQuery("SELECT * FROM rates_of_nobody"))).Message);
        Assert.Contains("gives no rows", Assert.ThrowsExactly<DataException>(
            () => tables.Read(new TableQuery("SELECT 1 AS a WHERE 0"))).Message);
    }
}
