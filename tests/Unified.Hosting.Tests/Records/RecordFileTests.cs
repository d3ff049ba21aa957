using System.Text;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Hosting.Records;
using Unified.Hosting.Scaffolding;
using Unified.Hosting.Tests.Scaffolding;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Hosting.Tests.Records;

[TestClass]
public sealed class RecordFileTests
{
    [TestMethod]
    [DataRow("a,b\n1,x\n", """{"a":1,"b":"x"}""", DisplayName = "numbers are numbers where all cells of the column are some")]
    [DataRow("a;b\r\n1;x\r\n2;\"y;z\"\r\n", """{"a":1,"b":"x"} {"a":2,"b":"y;z"}""",
        DisplayName = "the delimiter is that of the first line")]
    [DataRow("a,b\n1,\"say \"\"hi\"\"\"\nx,\"two\nlines\"\n", """{"a":"1","b":"say \"hi\""} {"a":"x","b":"two\nlines"}""",
        DisplayName = "quotes and line ends inside of quotes")]
    [DataRow("a,b\n,true\n\"\",false\n", """{"b":true} {"a":"","b":false}""",
        DisplayName = "an empty cell is missing, a quoted one is empty")]
    [DataRow("\uFEFFa\n007\n", """{"a":"007"}""", DisplayName = "what is no JSON number is text")]
    public void A_row_of_CSV_is_a_JSON_object(string csv, string expected) => Assert.AreEqual(expected, Read("x.csv", csv));

    [TestMethod]
    public void A_source_says_what_cells_of_CSV_are()
    {
        var orders = JobCatalogue.Of([typeof(CommandLine.Orders)]).Sources.Single();
        Assert.AreEqual("""{"At":"2024-03-01","Customer":"7","Amount":3} {"At":"2024-03-01","Customer":"","Amount":4}""",
            Read("x.csv", "At,Customer,Amount\n2024-03-01,7,3\n2024-03-01,,4\n", orders));
    }

    [TestMethod]
    [DataRow("x.csv", "a,b\n1\n", "line 2: 1 cells, but the first line names 2 columns")]
    [DataRow("x.csv", "a\n\"open\n", "a quote in the record that begins at line 2 is not closed")]
    [DataRow("x.csv", "a,a\n", "names a column 'a', and another one the same")]
    [DataRow("x.parquet", "PAR1", "cannot be read as Parquet")]
    [DataRow("x.txt", "", "is of no kind that is known: the name ends with .ndjson")]
    public void A_file_that_cannot_be_read_is_refused_with_its_place(string name, string text, string reason)
    {
        var refused = Assert.ThrowsExactly<DataException>(() => Read(name, text));
        Assert.Contains(reason, refused.Message);
        Assert.Contains(name, refused.Message);
    }

    [TestMethod]
    public void A_line_of_NDJSON_goes_on_byte_for_byte() =>
        Assert.AreEqual("{ \"a\" : 1.0 } nonsense", Read("x.ndjson", "\uFEFF{ \"a\" : 1.0 }\r\n\n  \nnonsense"));

    [TestMethod]
    public void A_source_written_from_Parquet_takes_its_rows_in_the_types_of_the_file()
    {
        using var folder = new TempFolder();
        using (var duckDb = new DuckDbOracle())
        {
            duckDb.Execute($$"""
                COPY (SELECT i::BIGINT AS id, TIMESTAMP '2024-03-01 06:00:00.123456' + INTERVAL (i) SECOND AS at, DATE '2024-03-01' AS day,
                  TIME '06:30:00.5' AS clock, (i / 3.0)::DECIMAL(9, 3) AS amount, (i / 7.0)::DOUBLE AS ratio, i::UTINYINT AS small,
                  CASE WHEN i % 2 = 0 THEN 'text ' || i END AS note, i % 2 = 0 AS flag, [i, NULL, 7]::INTEGER[] AS numbers,
                  {'sku': 'x' || i, 'pieces': i::INTEGER, 'seller': CASE WHEN i > 5 THEN {'name': 'n'} END} AS line,
                  [{'sku': 'y', 'n': i::SMALLINT}] AS lines, MAP {'k' || i: i::INTEGER} AS counts, NULL::INTEGER AS never
                  FROM range(10) t(i)) TO '{{folder["orders.parquet"]}}' (FORMAT parquet)
                """);
        }

        var sample = SourceSample.OfFile(folder["orders.parquet"]);
        var code = sample.Write(new SourceRequest("orders", "Order", "Written", 4, null, sample.From));
        foreach (var column in new[]
        {
            "long Id", "DateTime At", "DateOnly Day", "TimeOnly Clock", "[property: Precision(9, 3)] decimal Amount", "double Ratio",
            "byte Small", "string? Note", "bool Flag", "int?[] Numbers", "OrderLine Line", "OrderLine2[] Lines",
            "Dictionary<string, int> Counts", "int? Never", "OrderLineSeller? Seller",
        })
        {
            Assert.Contains($" {column}", code);
        }

        var source = WrittenSource.Compile(code).Single();
        Assert.AreEqual("", WrittenSource.Refusals(source, RecordFile.Read(folder["orders.parquet"], source)), code);
        Assert.AreEqual(10, sample.Records);
    }

    private static string Read(string name, string text, Logical.SourceSchema? source = null)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder[name], text, new UTF8Encoding(false));
        return string.Join(' ', RecordFile.Read(folder[name], source).Select(r => Encoding.UTF8.GetString(r.Json)));
    }
}
