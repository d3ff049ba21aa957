using Unified.Batch.Tables;
using Unified.Definition;
using Unified.Definition.Tables;
using Unified.Errors;
using Unified.Plans;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Batch.Tests.Tables;

/// <summary>Files that definitions look values up in.</summary>
[TestClass]
public sealed class FileTablesTests
{
    [TestMethod]
    public void A_CSV_file_has_its_names_and_every_field_as_text()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "a.csv"), "\uFEFFcode,\"the name\"\r\nEUR,\"a, \"\"b\"\"\nc\"\r\n\r\nJPY,\r\n");
        var table = new FileTables(folder.Path).Read(new TableFile("a.csv"));
        Assert.AreEqual("code|the name", string.Join('|', table.Columns));
        Assert.AreEqual("EUR|a, \"b\"\nc / JPY|", string.Join(" / ", table.Rows.Select(r => string.Join('|', r))));
        Assert.IsTrue(table.AreTexts);
    }

    [TestMethod]
    [DataRow("a.csv", "x,y\n1,2\n3\n", "line 3: 1 cells, but the first line names 2 columns")]
    [DataRow("a.csv", "x,y\n1,\"2\n", "begins at line 2 is not closed")]
    [DataRow("a.csv", "x,y\n1,\"2\"3\n", "or text follows it")]
    [DataRow("a.csv", "", "has no line of names")]
    [DataRow("a.txt", "x\n1\n", "'.TXT' is neither .csv nor .parquet")]
    [DataRow("a.parquet", "PAR1", "cannot be read")]
    public void What_cannot_be_read_is_refused(string name, string text, string why)
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, name), text);
        Assert.Contains(why, Assert.ThrowsExactly<DataException>(() => new FileTables(folder.Path).Read(new TableFile(name))).Message);
    }

    [TestMethod]
    public void A_relative_path_is_looked_for_in_one_folder_after_the_other()
    {
        using var first = new TempFolder();
        using var second = new TempFolder();
        File.WriteAllText(Path.Combine(second.Path, "a.csv"), "x\n2\n");
        var tables = new FileTables(first.Path, second.Path);
        Assert.AreEqual("2", tables.Read(new TableFile("a.csv")).Rows.Single()[0]);
        File.WriteAllText(Path.Combine(first.Path, "a.csv"), "x\n1\n");
        Assert.AreEqual("1", tables.Read(new TableFile("a.csv")).Rows.Single()[0]);
        Assert.AreEqual("2", tables.Read(new TableFile(Path.Combine(second.Path, "a.csv"))).Rows.Single()[0]);
        var error = Assert.ThrowsExactly<DataException>(() => tables.Read(new TableFile("b.csv")));
        Assert.AreEqual($"There is no file 'b.csv' in '{first.Path}' or '{second.Path}'.", error.Message);
    }

    [TestMethod]
    public void The_columns_of_a_Parquet_file_are_what_they_are_in_it()
    {
        using var folder = new TempFolder();
        using var duckDb = new DuckDbOracle();
        duckDb.Execute("COPY (SELECT 'EUR' code, 1::TINYINT i, 2::BIGINT l, 3::UBIGINT u, 0.92::DECIMAL(10,4) d, 1.5::DOUBLE f, true b, "
            + "DATE '2024-03-01' AS day, TIMESTAMP '2024-03-01 10:00:00.123456' AS at, "
            + "TIMESTAMP_MS '1969-12-31 23:59:59.999' AS ms, NULL::INT AS none, "
            + $"[1] list) TO '{folder.Path}/a.parquet' (FORMAT PARQUET)");
        var table = new FileTables(folder.Path).Read(new TableFile("a.parquet"));
        Assert.AreEqual("code,i,l,u,d,f,b,day,at,ms,none", string.Join(',', table.Columns));
        Assert.AreEqual("EUR 1 2 3 0.9200 1.5 True 2024-03-01 2024-03-01T10:00:00.1234560Z 1969-12-31T23:59:59.9990000Z null",
            string.Join(' ', table.Rows.Single().Select(Text)));
        Assert.IsFalse(table.AreTexts);
    }

    [TestMethod]
    public void Other_content_is_another_version_of_the_job_and_a_row_moved_is_not()
    {
        using var folder = new TempFolder();
        string Version(string csv)
        {
            File.WriteAllText(Path.Combine(folder.Path, "rates.csv"), csv);
            TableReaders.Use(new Reader(new FileTables(folder.Path)));
            return JobPlan.Create(new Euros(Dimension.FromFile("rates.csv", (Rate r) => r.Currency))).Version.ToString();
        }

        try
        {
            var version = Version("currency,euros\nUSD,0.92\nJPY,0.0061\n");
            Assert.AreEqual(version, Version("note,euros,currency\nx,0.0061,JPY\ny,0.92,USD\n"));
            Assert.AreNotEqual(version, Version("currency,euros\nUSD,0.93\nJPY,0.0061\n"));
        }
        finally
        {
            TableReaders.Use(null!);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateTime time => time.ToString("O"),
        DateOnly day => day.ToString("O"),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    internal sealed record Rate(string Currency, decimal Euros);

    internal sealed record Sale(DateTime At, string Currency, [property: Precision(10, 2)] decimal Amount);

    internal sealed record Total(DateTime Day, decimal? Euros);

    private sealed class Euros(Dimension<string, Rate> rates) : Job<Total>
    {
        private static readonly Source<Sale> Sales = new() { Topic = "sales", EventTime = s => s.At };

        public override Query<Total> Define() =>
            from s in Sales
            group s by Window.Tumbling(s.At, TimeSpan.FromDays(1)) into g
            select new Total(g.Key, g.Sum(s => s.Amount * rates.Find(s.Currency, r => r.Euros)));
    }

    private sealed class Reader(FileTables files) : ITableReader
    {
        public TableRows Read(TableOrigin origin) => files.Read((TableFile)origin);
    }
}
