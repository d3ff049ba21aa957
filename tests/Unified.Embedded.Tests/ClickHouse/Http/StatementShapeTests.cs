using System.Text;
using Unified.Embedded.ClickHouse.Http;

namespace Unified.Embedded.Tests.ClickHouse.Http;

[TestClass]
public sealed class StatementShapeTests
{
    [TestMethod]
    [DataRow("INSERT INTO t FORMAT CSV\n1,2", "CSV", "1,2")]
    [DataRow("insert into t (a, `b c`) format RowBinary \r\n\0", "RowBinary", "\0")]
    [DataRow("/* c */ INSERT INTO TABLE format FORMAT CSV\n\n1", "CSV", "\n1")]
    [DataRow("-- INSERT\nINSERT INTO db.values VALUES (1)", "Values", " (1)")]
    [DataRow("INSERT INTO t FORMAT Values (1)", "Values", " (1)")]
    [DataRow("INSERT INTO FUNCTION file('a FORMAT b') FORMAT TSV\nx", "TSV", "x")]
    [DataRow("INSERT INTO t FORMAT CSV", "CSV", "")]
    public void An_insert_with_data_is_told_from_its_data(string sql, string format, string data)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        var shape = StatementShape.Of(text);
        Assert.IsTrue(shape.TakesData);
        Assert.AreEqual(format, shape.Format);
        Assert.AreEqual(data, Encoding.UTF8.GetString(text.AsSpan(shape.DataAt)));
    }

    [TestMethod]
    [DataRow("INSERT INTO t SELECT 'x FORMAT CSV' FROM u", null)]
    [DataRow("INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x", null)]
    [DataRow("SELECT format('{}', 1) AS format FORMAT JSON", "JSON")]
    [DataRow("SELECT $$ FORMAT CSV $$, \"FORMAT\" FORMAT TSV;", "TSV")]
    [DataRow("SELECT 'it''s \\' FORMAT CSV'", null)]
    [DataRow("CREATE TABLE t (a Int8) ENGINE = Memory", null)]
    public void Any_other_statement_takes_none(string sql, string? format)
    {
        var shape = StatementShape.Of(Encoding.UTF8.GetBytes(sql));
        Assert.IsFalse(shape.TakesData);
        Assert.IsFalse(shape.HasSecond);
        Assert.AreEqual(format, shape.Format);
    }

    [TestMethod]
    [DataRow("DROP TABLE t SYNC", true)]
    [DataRow("drop view if exists v sync ;", true)]
    [DataRow("DROP TABLE sync.t", false)]
    [DataRow("SELECT 1 AS sync", false)]
    public void A_drop_that_waits_for_its_files_is_noticed(string sql, bool waits) =>
        Assert.AreEqual(waits, StatementShape.Of(Encoding.UTF8.GetBytes(sql)).WaitsForFiles);

    [TestMethod]
    [DataRow("SELECT 1; SELECT 2", true)]
    [DataRow("SELECT ';' ; -- nothing follows ; really", false)]
    [DataRow("SELECT 1;\n", false)]
    public void A_second_statement_is_noticed(string sql, bool second) =>
        Assert.AreEqual(second, StatementShape.Of(Encoding.UTF8.GetBytes(sql)).HasSecond);

    [TestMethod]
    [DataRow("INSERT INTO t (a) SETTINGS x = 1 FORMAT CSV\n1",
        "INSERT INTO t (a)  FROM INFILE '/d/it\\'s' COMPRESSION 'none' SETTINGS x = 1 FORMAT CSV\n")]
    [DataRow("INSERT INTO t VALUES (1)", "INSERT INTO t  FROM INFILE '/d/it\\'s' COMPRESSION 'none' FORMAT Values")]
    public void The_data_is_read_from_a_file_instead(string sql, string expected)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        Assert.AreEqual(expected, Encoding.UTF8.GetString(StatementShape.Of(text).ReadingFrom("/d/it's", "none", text)));
    }
}
