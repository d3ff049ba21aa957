using System.Globalization;
using Unified.Definition;
using Unified.Definition.Tables;
using Unified.Errors;

namespace Unified.Core.Tests.Definition.Tables;

/// <summary>Rows of a file or a query as the records of a definition.</summary>
[TestClass]
public sealed class RowFactoryTests
{
    private static readonly TableOrigin File = new TableFile("rates.csv");

    [TestMethod]
    [DataRow("int", "12", "12")]
    [DataRow("int", "-2147483648", "-2147483648")]
    [DataRow("int", "2147483648", null)]
    [DataRow("int", "1.0", null)]
    [DataRow("int", "1,000", null)]
    [DataRow("int", " 1", null)]
    [DataRow("int", "", null)]
    [DataRow("byte", "255", "255")]
    [DataRow("byte", "-1", null)]
    [DataRow("ulong", "18446744073709551615", "18446744073709551615")]
    [DataRow("decimal", "0.920", "0.920")]
    [DataRow("decimal", "1e3", null)]
    [DataRow("decimal", "-0.1234567890123456789012345678", "-0.1234567890123456789012345678")]
    [DataRow("decimal", "0.12345678901234567890123456789", null)]
    [DataRow("decimal", "12345678901234567890123456789", null)]
    [DataRow("TimeOnly", "10:30:00.5", "10:30")]
    [DataRow("TimeOnly", "10:30 AM", null)]
    [DataRow("Guid", "{00000000-0000-0000-0000-000000000001}", null)]
    [DataRow("double", "1e3", "1000")]
    [DataRow("double", "NaN", null)]
    [DataRow("bool", "true", "True")]
    [DataRow("bool", "1", null)]
    [DataRow("DateTime", "2024-03-01T10:00:00+02:00", "03/01/2024 08:00:00")]
    [DataRow("DateTime", "2024-03-01", "03/01/2024 00:00:00")]
    [DataRow("DateTime", "01.03.2024", null)]
    [DataRow("DateOnly", "2024-03-01", "03/01/2024")]
    [DataRow("DayOfWeek", "Friday", "Friday")]
    [DataRow("DayOfWeek", "5", "Friday")]
    [DataRow("DayOfWeek", "friday", null)]
    [DataRow("DayOfWeek", "9", null)]
    [DataRow("string", "", "")]
    public void A_text_is_a_value_of_a_type_or_it_is_none(string type, string text, string? expected) =>
        Assert.AreEqual(expected, Text(CellValue.To(text, Type(type))));

    [TestMethod]
    public void A_typed_value_is_widened_and_never_rounded()
    {
        Assert.AreEqual(5L, CellValue.To(5, typeof(long)));
        Assert.AreEqual((short)5, CellValue.To(5L, typeof(short)));
        Assert.IsNull(CellValue.To(70_000L, typeof(short)));
        Assert.AreEqual(5m, CellValue.To(5, typeof(decimal)));
        Assert.AreEqual(5, CellValue.To(5.00m, typeof(int)));
        Assert.IsNull(CellValue.To(5.5m, typeof(int)));
        Assert.IsNull(CellValue.To(0.5, typeof(decimal)));
        Assert.AreEqual(0.5, CellValue.To(0.5f, typeof(double)));
        Assert.IsNull(CellValue.To(9007199254740993L, typeof(double)));
        Assert.IsNull(CellValue.To(5, typeof(string)));
        Assert.AreEqual(new DateOnly(2024, 3, 1), CellValue.To(new DateTime(2024, 3, 1), typeof(DateOnly)));
        Assert.IsNull(CellValue.To(new DateTime(2024, 3, 1, 1, 0, 0), typeof(DateOnly)));
        Assert.IsNull(CellValue.To(1, typeof(bool)));
    }

    [TestMethod]
    public void Columns_are_found_by_their_names_in_any_spelling_and_others_are_passed_over()
    {
        var rows = Rows<Rate>(["note", "USD_RATE", "currency"], ["x", "0.92", "EUR"], ["", "1", "USD"]);
        CollectionAssert.AreEqual(new[] { new Rate("EUR", 0.92m), new Rate("USD", 1m) }, rows);
    }

    [TestMethod]
    public void An_exact_name_counts_more_and_two_others_are_refused()
    {
        Assert.AreEqual(new Rate("b", 1m), Rows<Rate>(["currency", "Currency", "UsdRate"], ["a", "b", "1"]).Single());
        var error = Assert.ThrowsExactly<DefinitionException>(() => Rows<Rate>(["currency", "CURRENCY", "UsdRate"], ["a", "b", "1"]));
        Assert.Contains("UNI0091: Dimension of Rate, the file 'rates.csv': columns 'currency' and 'CURRENCY' may both be 'Currency'.",
            error.Message);
    }

    [TestMethod]
    public void What_the_file_does_not_have_is_the_default_or_null_or_refused()
    {
        Assert.AreEqual(new Plant("p", null, 7), Rows<Plant>(["Id"], ["p"]).Single());
        Assert.AreEqual(new Plant("p", null, 8), Rows<Plant>(["Id", "Name", "Lines"], ["p", "", "8"]).Single());
        var error = Assert.ThrowsExactly<DefinitionException>(() => Rows<Plant>(["Name"], ["p"]));
        Assert.Contains("there is no column 'Id'. It has: Name.", error.Message);
    }

    [TestMethod]
    public void A_value_that_is_none_is_refused_by_row_and_column()
    {
        var error = Assert.ThrowsExactly<DefinitionException>(
            () => Rows<Rate>(["currency", "usd_rate"], ["EUR", "0.9"], ["JPY", "0,0061"]));
        Assert.Contains("row 2, column 'usd_rate': '0,0061' is no Decimal.", error.Message);
    }

    [TestMethod]
    public void A_dimension_without_a_reader_and_one_with_a_key_twice_are_refused()
    {
        var plants = Dimension.FromFile("plants.csv", (Plant p) => p.Id);
        Assert.Contains("nothing in this program reads it", Assert.ThrowsExactly<DefinitionException>(() => plants.Contains("a")).Message);
        try
        {
            TableReaders.Use(new Reader(new TableRows(["Id"], [["a"], ["b"], ["a"]], AreTexts: true)));
            Assert.Contains("row 3 has the key 'a' of another row.",
                Assert.ThrowsExactly<DefinitionException>(() => plants.Contains("a")).Message);
            TableReaders.Use(new Reader(new TableRows(["Id"], [["a"], ["b"]], AreTexts: true)));
            Assert.IsTrue(plants.Contains("a"));
            Assert.AreEqual(7, plants["b"].Lines);
        }
        finally
        {
            TableReaders.Use(null!);
        }
    }

    private static List<TRow> Rows<TRow>(string[] columns, params string[][] rows) =>
        [.. RowFactory<TRow>.Rows(File, new TableRows(columns, rows, AreTexts: true))];

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static Type Type(string name) => name switch
    {
        "int" => typeof(int),
        "byte" => typeof(byte),
        "ulong" => typeof(ulong),
        "decimal" => typeof(decimal),
        "double" => typeof(double),
        "bool" => typeof(bool),
        "DateTime" => typeof(DateTime),
        "DateOnly" => typeof(DateOnly),
        "TimeOnly" => typeof(TimeOnly),
        "Guid" => typeof(Guid),
        "DayOfWeek" => typeof(DayOfWeek),
        _ => typeof(string),
    };

    internal sealed record Rate(string Currency, decimal UsdRate);

    internal sealed record Plant(string Id, string? Name, int Lines = 7);

    private sealed class Reader(TableRows rows) : ITableReader
    {
        public TableRows Read(TableOrigin origin) => rows;
    }
}
