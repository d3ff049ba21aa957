namespace Unified.Batch.Tests.Spark;

[TestClass]
public sealed class SparkTypesTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("CAST(-7 AS INT)", "int32", "-7")]
    [DataRow("-9223372036854775807L - 1L", "int64", "-9223372036854775808")]
    [DataRow("CAST('-12345678901234567890123456789012345.678' AS DECIMAL(38, 3))", "decimal(38,3)",
        "-12345678901234567890123456789012345.678")]
    [DataRow("CAST('99999999999999999999999999999999999999' AS DECIMAL(38, 0))", "decimal(38,0)", "99999999999999999999999999999999999999")]
    [DataRow("'gr\u00fc\u00df \U0001F600'", "utf8", "'gr\u00fc\u00df \U0001F600'")]
    [DataRow("''", "utf8", "''")]
    [DataRow("X'00FF80'", "binary", "00FF80")]
    [DataRow("CAST('NaN' AS DOUBLE)", "double", "7FF8000000000000")]
    [DataRow("-0.0D", "double", "8000000000000000")]
    [DataRow("CAST('-Infinity' AS DOUBLE)", "double", "FFF0000000000000")]
    [DataRow("4.9E-324D", "double", "0000000000000001")]
    [DataRow("true", "bool", "true")]
    [DataRow("TIMESTAMP_NTZ'1969-12-31 23:59:59.999999'", "timestamp[us]", "-1")]
    [DataRow("TIMESTAMP'1970-01-01 01:00:00+01:00'", "timestamp[us, UTC]", "0")]
    [DataRow("DATE'1969-12-31'", "date32", "-1")]
    [DataRow("map('a', 1L, 'b', NULL)", "map<utf8, int64>", "map['a', 'b'][1, null]")]
    [DataRow("array(named_struct('x', 1, 'y', 'z'), NULL)", "list<struct<x int32, y utf8>>", "[{1, 'z'}, null]")]
    [DataRow("CAST(array() AS ARRAY<BIGINT>)", "list<int64>", "[]")]
    public async Task A_value_comes_as_it_is_and_so_does_null(string sql, string type, string value)
    {
        await using var session = await SharedSpark.OpenAsync(TestContext.CancellationToken);
        using var rows = await SparkRows.QueryAsync(
            session, $"SELECT v FROM (SELECT 1 AS o, {sql} AS v UNION ALL SELECT 2, NULL) ORDER BY o", TestContext.CancellationToken);
        Assert.AreEqual(2, rows.Count);
        Assert.AreEqual(type, SparkCells.Type(rows.Batches[0].Schema.GetFieldByIndex(0).DataType));
        var values = rows.Batches.SelectMany(b => Enumerable.Range(0, b.Length).Select(i => SparkCells.Text(b.Column(0), i)));
        Assert.AreEqual($"{value} null", string.Join(' ', values));
    }
}
