using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Errors;
using Unified.Logical;
using Unified.TestKit;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Batch.Tests.Parquet;

/// <summary>Columns in records of a file, columns under their JSON names, and columns that a file lacks.</summary>
[TestClass]
public sealed class RecordColumnsTests
{
    private static readonly Field At = new("At", DataType.Timestamp);
    private static readonly Field User = new("User", DataType.Boolean);
    private static readonly Field Id = new("User.Id", DataType.Int64.AsNullable());
    private static readonly Field Name = new("User.Name", DataType.String.AsNullable());

    /// <summary>A nullable record User { long Id; string? Name } under the JSON name user.</summary>
    private static readonly SourceSchema Nullable = Sources.Of([At, User, Id, Name],
        new ColumnForm("User") { Path = ["user"], Presence = true },
        new ColumnForm("User.Id") { Path = ["user", "id"], Required = true },
        new ColumnForm("User.Name") { Path = ["user", "full_name"] });

    /// <summary>The same record, required.</summary>
    private static readonly SourceSchema Required = Sources.Of([At, Id with { Type = DataType.Int64 }, Name],
        new ColumnForm("User.Id") { Path = ["user", "id"] }, new ColumnForm("User.Name") { Path = ["user", "full_name"] });

    [TestMethod]
    [DataRow("{'Id': i, 'Name': n}", "User")]
    [DataRow("{'id': i, 'full_name': n}", "user")]
    public void A_column_of_a_record_is_found_by_its_properties_or_by_its_JSON_fields(string record, string name)
    {
        Assert.AreEqual("True,1,a;True,2,null;False,null,null", Read(Nullable,
            $"SELECT CASE WHEN i < 3 THEN {record} END AS \"{name}\" FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS t(i, n)",
            User, Id, Name));
    }

    [TestMethod]
    public void Only_what_is_asked_for_is_read_and_the_order_of_the_file_does_not_count()
    {
        const string Rows = "SELECT CASE WHEN i < 3 THEN {'list': [i], 'Name': n, 'Id': i} END AS \"User\", i AS other "
            + "FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS t(i, n)";
        Assert.AreEqual("True;True;False", Read(Nullable, Rows, User));
        Assert.AreEqual("1;2;null", Read(Nullable, Rows, Id));
        Assert.AreEqual("a,1;null,2;null,null", Read(Nullable, Rows, Name, Id));
    }

    [TestMethod]
    public void Random_records_in_records_are_read_as_DuckDB_reads_them()
    {
        var random = TestSeed.Take().Random();
        var columns = new[] { new CorpusColumn(["a", "b", "n"]), new CorpusColumn(["a", "b", "s"]), new CorpusColumn(["a", "t"]) };
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        var file = folder["a.parquet"];
        string Maybe(string value) => $"CASE WHEN hash(i * 7 + {random.Next(1000)}) % 3 > 0 THEN {value} END";
        for (var round = 0; round < 5; round++)
        {
            var rows = random.Next(1, 200_000);
            duck.Execute($"COPY (SELECT {Maybe($"{{'b': {Maybe($"{{'n': {Maybe("i")}, 's': {Maybe("'text ' || (i % 100)")}}}")}, "
                + $"'t': {Maybe("make_timestamp(i * 1000003)")}}}")} AS a FROM range({rows}) AS r(i)) TO '{file}' "
                + $"(FORMAT parquet, ROW_GROUP_SIZE {random.Next(2048, 100_000)})");
            foreach (var column in columns)
            {
                var type = duck.TypeOf(file, column.Path, out _)!.Value;
                using var scan = new ParquetScan(file, [new Field(column.Name, type)], column.Source(type),
                    new Dictionary<string, string>());
                CollectionAssert.AreEqual(duck.Values(file, column.Path, type), Cells.All(scan, 0, type), column.Name);
            }
        }
    }

    [TestMethod]
    [DoNotParallelize]
    public async Task Batches_with_records_give_their_memory_back()
    {
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        duck.Execute($"COPY (SELECT CASE WHEN i % 3 > 0 THEN {{'Id': i, 'Name': 'n' || i % 9, 'other': i}} END AS \"User\" "
            + $"FROM range(150000) AS r(i)) TO '{folder["a.parquet"]}' (FORMAT parquet)");
        foreach (Field[] columns in new[] { new[] { User, Id, Name }, [User], [Name] })
        {
            var before = NativeMemory.Allocated;
            using (var scan = new ParquetScan(folder["a.parquet"], columns, Nullable, new Dictionary<string, string>()))
            {
                Assert.AreEqual(150_000, scan.Batches().Sum(b => { using (b) { return b.Length; } }));
            }

            await NativeMemory.ReturnsToAsync(before, string.Join<Field>(", ", columns));
        }
    }

    [TestMethod]
    public void A_required_record_or_member_that_is_null_is_refused_by_row()
    {
        const string Rows = "SELECT CASE WHEN i <> 2 THEN {'Id': i, 'Name': 'n'} END AS \"User\" FROM range(4) AS r(i)";
        Refused(Required, Rows, Required.Column("User.Id"), "column 'User.Id', row 2: the record 'User' is null");
        Refused(Required, Rows, Name, "column 'User.Name', row 2: the record 'User' is null");
        Refused(Nullable, "SELECT {'Id': NULLIF(i, 1), 'Name': 'n'} AS \"User\" FROM range(4) AS r(i)", Id,
            "column 'User.Id', row 1: null, but the column is required where its record is there");
    }

    [TestMethod]
    public void What_a_file_lacks_is_what_it_is_in_a_record_of_the_topic_that_lacks_it()
    {
        var source = Sources.Of([At, new("channel", DataType.String.AsNullable()), new("n", DataType.Int32), new("s", DataType.String)],
            new ColumnForm("n") { Default = "7" }, new ColumnForm("s") { Default = "" });
        Assert.AreEqual("1,null;2,null", Read(source, "SELECT 1 + i::INTEGER AS n FROM range(2) AS r(i)",
            source.Column("n"), source.Column("channel")));
        Assert.AreEqual("null,7,;null,7,", Read(source, "SELECT i AS other FROM range(2) AS r(i)", [.. source.Columns.Items.Skip(1)]));
        Refused(source, "SELECT 1 AS n, 2 AS at", At, "has no column 'At' (timestamp)");
        Refused(source, "SELECT 'x' AS Channel", source.Column("channel"), "'Channel' differs in the case of letters");

        Assert.AreEqual("False,null,null", Read(Nullable, "SELECT 1 AS x", User, Id, Name));
        Assert.AreEqual("True,5,null;False,null,null", Read(Nullable,
            "SELECT CASE WHEN i = 0 THEN {'Id': 5} END AS \"User\" FROM range(2) AS r(i)", User, Id, Name));
        Refused(Nullable, "SELECT {'Name': 'n'} AS \"User\"", Id, "has no column 'User.Id'");
        Refused(Required, "SELECT 1 AS x", Name, "The record 'user' is required");
    }

    [TestMethod]
    public void A_default_of_a_member_stands_only_where_its_record_is_there()
    {
        var source = Nullable with { Forms = [.. Nullable.Forms.Items[..2], Nullable.Forms[2] with { Default = "nobody" }] };
        Assert.AreEqual("nobody;null", Read(source, "SELECT CASE WHEN i = 0 THEN {'Id': i} END AS \"User\" FROM range(2) AS r(i)", Name));
        Assert.AreEqual("null", Read(source, "SELECT 1 AS x", Name));
    }

    [TestMethod]
    public void What_can_be_meant_twice_is_refused()
    {
        var source = Sources.Of([At, new("A", DataType.Int32), new("B", DataType.Int32)],
            new ColumnForm("A") { Path = ["x"] }, new ColumnForm("B") { Path = ["A"] });
        Refused(source, "SELECT 1 AS x, 2 AS \"A\"", source.Column("A"), "both 'A' and 'x' can be meant");
        Refused(source, "SELECT 2 AS \"A\"", source.Column("A"), "'A' is that of column 'B' as well");
        Refused(Nullable, "SELECT 5 AS \"User.Id\"", User, "nothing says in which rows the record is there");
        Refused(Nullable, "SELECT [1] AS \"User\"", User, "'User' is a list or map");
        Refused(Nullable, "SELECT {'Id': {'x': 1}} AS \"User\"", Id, "'User.Id' is a record");
    }

    [TestMethod]
    public void Columns_that_are_flat_as_the_archive_has_them_are_found_by_their_whole_names() =>
        Assert.AreEqual("True,5,n;False,null,null", Read(Nullable, "SELECT * FROM (VALUES (true, 5, 'n'), (false, NULL, NULL)) "
            + "AS t(\"User\", \"User.Id\", \"User.Name\")", User, Id, Name));

    [TestMethod]
    public void Names_may_differ_in_case_where_the_source_says_so()
    {
        var source = Sources.Of([At, new("UserId", DataType.Int32)], new ColumnForm("UserId") { Path = ["userId"], IgnoreCase = true });
        Assert.AreEqual("5", Read(source, "SELECT 5 AS userid", source.Column("UserId")));
    }

    private static void Refused(SourceSchema source, string rows, Field column, string reason)
    {
        var error = Assert.ThrowsExactly<DataException>(() => Read(source, rows, column), reason);
        StringAssert.Contains(error.Message, reason, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, "a.parquet'", StringComparison.Ordinal);
    }

    /// <summary>All rows of a file that DuckDB writes.</summary>
    private static string Read(SourceSchema source, string rows, params Field[] columns)
    {
        using var folder = new TempFolder();
        using var duck = new DuckDbOracle();
        duck.Execute($"COPY ({rows}) TO '{folder["a.parquet"]}' (FORMAT parquet)");
        using var scan = new ParquetScan(folder["a.parquet"], columns, source, new Dictionary<string, string>());
        return Cells.Rows(scan, columns);
    }
}
