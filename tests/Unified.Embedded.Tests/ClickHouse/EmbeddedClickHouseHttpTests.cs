using System.IO.Compression;
using System.Text;

namespace Unified.Embedded.Tests.ClickHouse;

[TestClass]
public sealed class EmbeddedClickHouseHttpTests
{
    private static EmbeddedServers s_servers = null!;

    [ClassInitialize]
    public static async Task Start(TestContext context) => s_servers =
        await EmbeddedServers.StartAsync(settings: new Dictionary<string, string> { ["max_threads"] = "2" });

    [ClassCleanup]
    public static async Task Stop()
    {
        if (s_servers is not null)
        {
            await s_servers.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Ping_says_Ok() => Assert.AreEqual("Ok.\n", await s_servers.Http.GetStringAsync(new Uri("/ping", UriKind.Relative)));

    [TestMethod]
    public async Task The_answer_names_its_format_zone_and_numbers()
    {
        var (status, text, response) = await s_servers.PostAsync("/?query_id=mine&default_format=JSONEachRow",
            new StringContent("SELECT number FROM numbers(3)"));
        Assert.AreEqual(200, status);
        Assert.AreEqual(3, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.AreEqual("JSONEachRow", response.Headers.GetValues("X-ClickHouse-Format").Single());
        Assert.AreEqual("UTC", response.Headers.GetValues("X-ClickHouse-Timezone").Single());
        Assert.AreEqual("mine", response.Headers.GetValues("X-ClickHouse-Query-Id").Single());
        Assert.Contains("\"read_rows\":\"3\"", response.Headers.GetValues("X-ClickHouse-Summary").Single());
    }

    [TestMethod]
    public async Task A_FORMAT_clause_wins_over_the_default_format()
    {
        var (_, text, response) = await s_servers.PostAsync("/?default_format=JSON", new StringContent("SELECT 1, 'x' FORMAT CSV"));
        Assert.AreEqual("1,\"x\"\n", text);
        Assert.AreEqual("CSV", response.Headers.GetValues("X-ClickHouse-Format").Single());
    }

    [TestMethod]
    [DataRow("SELEC 1", 400, "62")]
    [DataRow("SELECT * FROM nowhere", 404, "60")]
    [DataRow("SELECT * FROM nobody.nowhere", 404, "81")]
    [DataRow("SELECT throwIf(1)", 500, "395")]
    [DataRow("SELECT 1; SELECT 2", 400, "62")]
    public async Task An_error_has_ClickHouses_status_code_and_text(string sql, int status, string code)
    {
        var (actual, text, response) = await s_servers.PostAsync("/", new StringContent(sql));
        Assert.AreEqual(status, actual, text);
        Assert.AreEqual(code, response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.StartsWith($"Code: {code}. DB::Exception: ", text);
    }

    [TestMethod]
    public async Task A_setting_is_gone_with_its_request()
    {
        const string Ask = "SELECT getSetting('max_threads'), getSetting('async_insert'), timezone()";
        Assert.AreEqual("7\tfalse\tUTC\n", (await s_servers.PostAsync("/?max_threads=7", new StringContent(Ask))).Text);
        await s_servers.PostAsync("/", new StringContent("SET max_threads = 9"));
        Assert.AreEqual("2\tfalse\tUTC\n", (await s_servers.PostAsync("/", new StringContent(Ask))).Text);
        Assert.AreEqual(404, (await s_servers.PostAsync("/?no_such_setting=1", new StringContent(Ask))).Status);
    }

    [TestMethod]
    public async Task A_session_keeps_its_temporary_table_and_nobody_else_sees_it()
    {
        Assert.AreEqual(200, (await s_servers.PostAsync("/?session_id=s1", new StringContent("CREATE TEMPORARY TABLE mine (n Int8)")))
            .Status);
        Assert.AreEqual(200, (await s_servers.PostAsync("/?session_id=s1&max_threads=5", new StringContent("INSERT INTO mine VALUES " +
            "(1), (2)"))).Status);
        Assert.AreEqual("3\t2\n", (await s_servers.PostAsync("/?session_id=s1", new StringContent("SELECT sum(n), " +
            "getSetting('max_threads') FROM mine"))).Text);
        Assert.AreEqual(404, (await s_servers.PostAsync("/", new StringContent("SELECT * FROM mine"))).Status);
    }

    [TestMethod]
    public async Task A_database_in_the_URL_is_the_current_one()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE DATABASE other"));
        await s_servers.PostAsync("/?database=other", new StringContent("CREATE TABLE here (n Int8) ENGINE = Memory"));
        Assert.AreEqual("other\n", (await s_servers.PostAsync("/", new StringContent("SELECT database FROM system.tables WHERE name = " +
            "'here'"))).Text);
        Assert.AreEqual("default\n", (await s_servers.PostAsync("/", new StringContent("SELECT currentDatabase()"))).Text);
        Assert.AreEqual(404, (await s_servers.PostAsync("/?database=missing", new StringContent("SELECT 1"))).Status);
    }

    [TestMethod]
    public async Task A_GET_reads_only()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE TABLE kept (n Int8) ENGINE = Memory"));
        var get = await s_servers.Http.GetAsync(new Uri("/?query=INSERT+INTO+kept+VALUES+(1)", UriKind.Relative));
        Assert.AreEqual("164", get.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.AreEqual("0\n", await s_servers.Http.GetStringAsync(new Uri("/?query=SELECT+count()+FROM+kept", UriKind.Relative)));
    }

    [TestMethod]
    public async Task Gzipped_data_may_follow_its_statement_in_the_body_or_stand_alone()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE TABLE zipped (n Int64, s String) ENGINE = MergeTree ORDER BY n"));
        Assert.AreEqual(200, (await s_servers.PostAsync("/", Gzip("INSERT INTO zipped FORMAT CSV\n1,\"a\nb\"\n"))).Status);
        Assert.AreEqual(200, (await s_servers.PostAsync("/?query=INSERT+INTO+zipped+FORMAT+CSV", Gzip("2,x;y\n3,z\n"))).Status);
        Assert.AreEqual("3\t6\n", (await s_servers.PostAsync("/", new StringContent("SELECT count(), sum(n) FROM zipped"))).Text);
    }

    [TestMethod]
    public async Task VALUES_may_span_lines_and_hold_expressions()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE TABLE lines (n Int64, s String) ENGINE = MergeTree ORDER BY n"));
        var (status, text, _) = await s_servers.PostAsync("/", new StringContent("INSERT INTO lines SETTINGS async_insert = 0 VALUES " +
            "(1, 'a;b\n)'),\n\n(2, 'it''s'),\n(1 + 2, upper('x'));\n"));
        Assert.AreEqual(200, status, text);
        Assert.AreEqual("3\t6\n", (await s_servers.PostAsync("/", new StringContent("SELECT count(), sum(n) FROM lines"))).Text);
    }

    [TestMethod]
    public async Task Bad_data_is_an_error_that_inserts_nothing()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE TABLE strict (n Int64) ENGINE = MergeTree ORDER BY n"));
        var (status, text, _) = await s_servers.PostAsync("/?query=INSERT+INTO+strict+FORMAT+CSV", new StringContent("1\n2\nx\n"));
        Assert.AreEqual(400, status);
        Assert.DoesNotContain("spool", text);
        Assert.AreEqual("0\n", (await s_servers.PostAsync("/", new StringContent("SELECT count() FROM strict"))).Text);
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(s_servers.Data, "spool")));
    }

    [TestMethod]
    public async Task Dropping_a_table_and_waiting_for_it_never_hangs()
    {
        await s_servers.PostAsync("/", new StringContent("CREATE TABLE gone (n Int64) ENGINE = MergeTree ORDER BY n"));
        var (status, text, _) = await s_servers.PostAsync("/", new StringContent("DROP TABLE gone SYNC"));
        Assert.IsTrue(status == 200 || text.Contains("leave SYNC out", StringComparison.Ordinal), text);
        Assert.AreEqual(200, (await s_servers.PostAsync("/", new StringContent("DROP TABLE IF EXISTS gone"))).Status);
    }

    private static ByteArrayContent Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
