using System.Net;
using ClickHouse.Driver;
using Unified.Embedded.ClickHouse;

namespace Unified.Embedded.Tests.ClickHouse;

/// <summary>
/// Every program and every page on a machine reaches the loopback address: only who has the password of this start is heard, and its
/// statements stay inside the tables.
/// </summary>
[TestClass]
public sealed class EmbeddedClickHouseSafetyTests
{
    private static EmbeddedServers s_servers = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => s_servers = await EmbeddedServers.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await s_servers.StopAsync();

    [TestMethod]
    public async Task Nobody_asks_without_the_password()
    {
        Assert.AreEqual(HttpStatusCode.Forbidden, await StatusAsync("/?query=SELECT+1"));
        Assert.AreEqual(HttpStatusCode.Forbidden, await StatusAsync("/?query=SELECT+1&user=default&password="));
        Assert.AreEqual(HttpStatusCode.Forbidden, await StatusAsync("/?query=SELECT+1&user=default&password=guess"));
        Assert.AreEqual(HttpStatusCode.Forbidden, await StatusAsync($"/?query=SELECT+1&user=other&password={s_servers.Server.Password}"));
        Assert.AreEqual(HttpStatusCode.OK, await StatusAsync($"/?query=SELECT+1&user=default&password={s_servers.Server.Password}"));
        Assert.AreEqual(HttpStatusCode.OK, await StatusAsync("/ping"));
    }

    [TestMethod]
    public async Task Who_is_refused_is_told_where_the_password_stands_and_it_stands_there_for_the_user_alone()
    {
        var file = Path.Combine(s_servers.Data, "embedded.password");
        using var client = new HttpClient();
        var answer = await client.PostAsync(s_servers.Server.Endpoint, new StringContent("SELECT 1"));
        Assert.Contains("Code: 516. DB::Exception: default: Authentication failed", await answer.Content.ReadAsStringAsync());
        Assert.Contains("the file embedded.password of the data folder",
            await (await client.PostAsync(s_servers.Server.Endpoint, new StringContent("SELECT 1"))).Content.ReadAsStringAsync());
        Assert.AreEqual(s_servers.Server.Password, await File.ReadAllTextAsync(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [TestMethod]
    public async Task Every_start_has_another_password_and_no_process_list_shows_it()
    {
        await using var other = await EmbeddedServers.StartAsync();
        Assert.AreNotEqual(s_servers.Server.Password, other.Server.Password);
        if (OperatingSystem.IsLinux())
        {
            var line = await File.ReadAllTextAsync($"/proc/{other.Server.ProcessId}/cmdline");
            Assert.DoesNotContain(other.Server.Password, line);
            Assert.Contains("embedded-clickhouse", line);
        }
    }

    [TestMethod]
    [DataRow("Origin", "http://evil.example"), DataRow("Origin", "null"), DataRow("Host", "evil.example")]
    [DataRow("Host", "evil.example:80")]
    [DataRow("Sec-Fetch-Site", "cross-site"), DataRow("Sec-Fetch-Site", "same-origin")]
    public async Task No_page_of_a_browser_is_answered_even_with_the_password(string header, string value)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, s_servers.Server.Endpoint) { Content = new StringContent("SELECT 1") };
        request.Headers.Add("X-ClickHouse-Key", s_servers.Server.Password);
        request.Headers.TryAddWithoutValidation(header, value);
        var answer = await client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.IsFalse(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [TestMethod]
    public async Task The_name_localhost_is_this_server_too()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, s_servers.Server.Endpoint) { Content = new StringContent("SELECT 1") };
        request.Headers.Add("X-ClickHouse-Key", s_servers.Server.Password);
        request.Headers.Host = "localhost:8123";
        Assert.AreEqual(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
    }

    [TestMethod]
    [DataRow("SELECT * FROM file('/etc/passwd', LineAsString)"), DataRow("SELECT * FROM FILE ('/etc/passwd', LineAsString)")]
    [DataRow("SELECT * FROM \"file\"('/etc/passwd', LineAsString)"), DataRow("SELECT * FROM `file` /* x */ ('/etc/passwd', LineAsString)")]
    [DataRow("SELECT file('/etc/passwd')"), DataRow("SELECT * FROM '/etc/passwd'"), DataRow("SELECT * FROM \"/etc/passwd\"")]
    [DataRow("SELECT * FROM default.`/etc/passwd`"), DataRow("SELECT * FROM `../../etc/passwd`"), DataRow("DESCRIBE TABLE '/etc/passwd'")]
    [DataRow("SELECT * FROM numbers(1), `/etc/passwd`"), DataRow("SELECT * FROM `\\x2fetc\\x2fpasswd`")]
    [DataRow("SELECT * FROM url('http://127.0.0.1:1/', LineAsString)"), DataRow("SELECT * FROM s3('http://127.0.0.1:1/a.csv')")]
    [DataRow("SELECT * FROM remote('127.0.0.1', system.one)"), DataRow("SELECT * FROM executable('ls', TSV, 'a String')")]
    [DataRow("SELECT * FROM filesystem('/etc')"), DataRow("SELECT * FROM sqlite('/tmp/a', 'b')")]
    [DataRow("SELECT * FROM icebergLocal('/etc')")]
    [DataRow("INSERT INTO FUNCTION file('/tmp/unified-written.csv') SELECT 1"), DataRow("SELECT 1 INTO OUTFILE '/tmp/unified-written.csv'")]
    [DataRow("INSERT INTO FUNCTION file('/tmp/unified-written.csv') FORMAT CSV 1\n")]
    [DataRow("CREATE TABLE o (a String) ENGINE = File(TSV, '/etc/passwd')")]
    [DataRow("CREATE TABLE o (a String) ENGINE URL('http://x', TSV)")]
    [DataRow("CREATE DATABASE o ENGINE = Filesystem('/etc')"), DataRow("CREATE VIEW o AS SELECT * FROM file('/etc/passwd', LineAsString)")]
    [DataRow("CREATE DICTIONARY o (a String) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'TSV')) LAYOUT(HASHED()) LIFETIME(0)")]
    [DataRow("CREATE FUNCTION o AS x -> file(x)"), DataRow("BACKUP TABLE o TO File('/tmp/o')")]
    [DataRow("ATTACH TABLE o FROM '/tmp/o' (a Int8)")]
    [DataRow("SELECT 1 FORMAT Template SETTINGS format_template_resultset = '/etc/passwd'"), DataRow("SELECT * FROM eval('SELECT 1')")]
    [DataRow("CREATE TABLE o (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'local', path = '/tmp/o/')")]
    public async Task A_statement_that_reaches_outside_the_tables_is_refused(string sql)
    {
        var (status, text, _) = await s_servers.PostAsync("/", new StringContent(sql));
        Assert.AreEqual(403, status, text);
        Assert.Contains("Code: 497. DB::Exception: default: Not enough privileges", text);
        Assert.DoesNotContain("root:", text);
        Assert.IsFalse(File.Exists("/tmp/unified-written.csv"));
    }

    [TestMethod]
    [DataRow("/?format_template_resultset=/etc/passwd", "SELECT 1 FORMAT Template")]
    [DataRow("/?param_p=/etc/passwd", "SELECT * FROM {p:Identifier}")]
    public async Task What_stands_in_the_address_of_a_request_is_looked_at_too(string address, string sql)
    {
        var (status, text, _) = await s_servers.PostAsync(address, new StringContent(sql));
        Assert.AreEqual(403, status, text);
    }

    [TestMethod]
    [DataRow("SELECT sum(number) FROM numbers(10)", "45\n"), DataRow("SELECT '/etc/passwd'", "/etc/passwd\n")]
    [DataRow("SELECT 1 AS `km/h`", "1\n"), DataRow("SELECT 'file(' || 'x' || ')'", "file(x)\n")]
    [DataRow("SELECT * FROM values('a Int8', 7)", "7\n")]
    [DataRow("SELECT count() > 0 FROM system.tables WHERE engine = 'File' OR 1", "1\n"), DataRow("SELECT position('a:b', ':')", "2\n")]
    [DataRow("SELECT a.file FROM (SELECT 1 AS file) AS a", "1\n"), DataRow("SELECT engine FROM (SELECT 'x' AS engine)", "x\n")]
    public async Task A_statement_that_only_looks_so_is_answered(string sql, string expected)
    {
        var (status, text, _) = await s_servers.PostAsync("/", new StringContent(sql));
        Assert.AreEqual((200, expected), (status, text));
    }

    [TestMethod]
    public async Task Tables_and_columns_may_have_any_name()
    {
        await s_servers.ExecuteAsync("CREATE TABLE url (file String, engine String) ENGINE = MergeTree ORDER BY file");
        await s_servers.ExecuteAsync("CREATE TABLE IF NOT EXISTS default.remote (url Int8) ENGINE = Memory");
        await s_servers.ExecuteAsync("INSERT INTO url (file, engine) VALUES ('/etc/passwd', 'File')");
        await s_servers.ExecuteAsync("INSERT INTO default.url (file) VALUES ('b')");
        Assert.AreEqual("File", await s_servers.ScalarAsync("SELECT engine FROM url WHERE file = '/etc/passwd'"));
    }

    [TestMethod]
    public async Task A_name_that_is_no_table_is_no_file_beside_the_program()
    {
        await File.WriteAllTextAsync(Path.Combine(Environment.CurrentDirectory, "beside.csv"), "1\n");
        var (status, text, _) = await s_servers.PostAsync("/", new StringContent("SELECT * FROM `beside.csv`"));
        Assert.AreEqual(404, status, text);
    }

    [TestMethod]
    public async Task Who_starts_it_for_files_may_read_them()
    {
        EmbeddedServers.RequireLibrary();
        var folder = EmbeddedServers.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "a.csv"), "7\n");
        await using var server = await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions { DataPath = folder, Outside = true });
        using var client = new ClickHouseClient(server.ConnectionString);
        Assert.AreEqual(7L, await client.ExecuteScalarAsync($"SELECT c1 FROM file('{folder}/a.csv', CSV)"));
    }

    private static async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var client = new HttpClient { BaseAddress = s_servers.Server.Endpoint };
        return (await client.GetAsync(new Uri(address, UriKind.Relative))).StatusCode;
    }
}
