using System.Net;
using Unified.Errors;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Tests.ClickHouse;

/// <summary>What passes is waited out, and what a repetition cannot change is not: only the list of the latter is closed.</summary>
[TestClass]
public sealed class ClickHouseFaultsTests
{
    private const string NotFound = "Code: 60. DB::Exception: Table unified.orders does not exist. (UNKNOWN_TABLE) (version 26.5.1.1)";

    [TestMethod]
    // Time, connections, load.
    [DataRow(159, "TIMEOUT_EXCEEDED"), DataRow(202, "TOO_MANY_SIMULTANEOUS_QUERIES"), DataRow(203, "NO_FREE_CONNECTION")]
    [DataRow(209, "SOCKET_TIMEOUT"), DataRow(210, "NETWORK_ERROR"), DataRow(198, "DNS_ERROR"), DataRow(32, "ATTEMPT_TO_READ_AFTER_EOF")]
    [DataRow(279, "ALL_CONNECTION_TRIES_FAILED"), DataRow(364, "RECEIVED_ERROR_TOO_MANY_REQUESTS"), DataRow(745, "SERVER_OVERLOADED")]
    [DataRow(439, "CANNOT_SCHEDULE_TASK"), DataRow(201, "QUOTA_EXPIRED"), DataRow(173, "CANNOT_ALLOCATE_MEMORY")]
    // Stopping, cancelled, locked.
    [DataRow(236, "ABORTED"), DataRow(394, "QUERY_WAS_CANCELLED"), DataRow(473, "DEADLOCK_AVOIDED"), DataRow(373, "SESSION_IS_LOCKED")]
    // Replicas and Keeper.
    [DataRow(225, "NO_ZOOKEEPER"), DataRow(242, "TABLE_IS_READ_ONLY"), DataRow(285, "TOO_FEW_LIVE_REPLICAS")]
    [DataRow(999, "KEEPER_EXCEPTION")]
    [DataRow(286, "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE"), DataRow(289, "REPLICA_IS_NOT_IN_QUORUM")]
    [DataRow(319, "UNKNOWN_STATUS_OF_INSERT")]
    [DataRow(529, "NOT_A_LEADER"), DataRow(517, "CANNOT_ASSIGN_ALTER"), DataRow(341, "UNFINISHED")]
    // Disks.
    [DataRow(243, "NOT_ENOUGH_SPACE"), DataRow(252, "TOO_MANY_PARTS"), DataRow(425, "SYSTEM_ERROR"), DataRow(499, "S3_ERROR")]
    [DataRow(75, "CANNOT_WRITE_TO_FILE_DESCRIPTOR"), DataRow(76, "CANNOT_OPEN_FILE"), DataRow(204, "CANNOT_FSYNC")]
    // Whatever it may be.
    [DataRow(1000, "POCO_EXCEPTION"), DataRow(1001, "STD_EXCEPTION"), DataRow(1002, "UNKNOWN_EXCEPTION"), DataRow(2999, "OF_ANOTHER_BUILD")]
    public async Task An_error_that_says_nothing_of_the_statement_is_waited_out(int code, string name)
    {
        var error = $"Code: {code}. DB::Exception: whatever. ({name}) (version 26.5.1.1 (official build))";
        using var server = new FakeServer(
            (HttpStatusCode.InternalServerError, error), (HttpStatusCode.InternalServerError, error), (HttpStatusCode.OK, ""));
        using var database = Database(server);
        await database.ExecuteAsync("SELECT 1", CancellationToken.None);
        Assert.AreEqual(3, server.Asked);
    }

    [TestMethod]
    [DataRow(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"), DataRow(43, "ILLEGAL_TYPE_OF_ARGUMENT"), DataRow(47, "UNKNOWN_IDENTIFIER")]
    [DataRow(53, "TYPE_MISMATCH"), DataRow(60, "UNKNOWN_TABLE"), DataRow(62, "SYNTAX_ERROR"), DataRow(81, "UNKNOWN_DATABASE")]
    [DataRow(115, "UNKNOWN_SETTING"), DataRow(153, "ILLEGAL_DIVISION"), DataRow(164, "READONLY"), DataRow(192, "UNKNOWN_USER")]
    [DataRow(395, "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"), DataRow(407, "DECIMAL_OVERFLOW"), DataRow(497, "ACCESS_DENIED")]
    [DataRow(516, "AUTHENTICATION_FAILED"), DataRow(158, "TOO_MANY_ROWS"), DataRow(229, "QUERY_IS_TOO_LARGE")]
    public async Task An_error_of_the_statement_itself_is_said_at_once(int code, string name)
    {
        using var server = new FakeServer((HttpStatusCode.InternalServerError, $"Code: {code}. DB::Exception: whatever. ({name})"));
        using var database = Database(server);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => database.ExecuteAsync("SELECT 1", CancellationToken.None));
        Assert.AreEqual(1, server.Asked);
        Assert.AreEqual(code, ClickHouseFaults.Code(error));
        StringAssert.Contains(error.Message, name, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Code: 241. DB::Exception: (total) memory limit exceeded: would use 15.40 GiB. (MEMORY_LIMIT_EXCEEDED)", true)]
    [DataRow("Code: 241. DB::Exception: User memory limit exceeded: would use 15.40 GiB. (MEMORY_LIMIT_EXCEEDED)", true)]
    [DataRow("Code: 241. DB::Exception: Query memory limit exceeded: would use 9.31 GiB. (MEMORY_LIMIT_EXCEEDED)", false)]
    [DataRow("Code: 241. DB::Exception: Memory limit (for query) exceeded: would use 9.31 GiB. (MEMORY_LIMIT_EXCEEDED)", false)]
    public async Task Memory_of_the_server_comes_back_and_that_of_one_statement_does_not(string text, bool passes)
    {
        using var server = new FakeServer((HttpStatusCode.InternalServerError, text), (HttpStatusCode.OK, ""));
        using var database = Database(server);
        var run = database.ExecuteAsync("SELECT 1", CancellationToken.None);
        if (passes)
        {
            await run;
        }
        else
        {
            await Assert.ThrowsExactlyAsync<DataException>(() => run);
        }

        Assert.AreEqual(passes ? 2 : 1, server.Asked);
    }

    [TestMethod]
    [DataRow(502, "<html><head><title>502 Bad Gateway</title></head></html>"), DataRow(503, "no healthy upstream"), DataRow(504, "")]
    // The digits of an answer that is not ClickHouse's are no error number: 60 would be an unknown table, 62 wrong syntax, and 47 a column.
    [DataRow(503, "Retry after 60 seconds"), DataRow(502, "proxy 62.1.1"), DataRow(429, "47 requests"), DataRow(500, "Code: 60")]
    [DataRow(404, "default backend - 404"), DataRow(401, "<html>401 Authorization Required</html>")]
    public async Task An_answer_that_is_not_ClickHouses_is_waited_out(int status, string body)
    {
        using var server = new FakeServer(((HttpStatusCode)status, body), ((HttpStatusCode)status, body), (HttpStatusCode.OK, ""));
        using var database = Database(server);
        await database.ExecuteAsync("SELECT 1", CancellationToken.None);
        Assert.AreEqual(3, server.Asked);
    }

    [TestMethod]
    public async Task What_does_not_pass_in_time_is_transient_and_says_what_the_gateway_said()
    {
        using var server = new FakeServer((HttpStatusCode.ServiceUnavailable, "no healthy upstream"));
        using var database = Database(server);
        var error = await Assert.ThrowsExactlyAsync<TransientException>(() => database.ExecuteAsync("SELECT 1", CancellationToken.None));
        Assert.AreEqual(4, server.Asked);
        Assert.IsNull(ClickHouseFaults.Code(error));
        Assert.AreEqual("ClickHouse did not answer (no healthy upstream). Check that it runs and that its connection string is right. "
            + "Statement: SELECT 1", error.Message);
    }

    [TestMethod]
    public async Task What_a_full_server_says_is_no_question_of_the_connection_string()
    {
        using var server = new FakeServer((HttpStatusCode.InternalServerError, "Code: 243. DB::Exception: No space. (NOT_ENOUGH_SPACE)"));
        using var database = Database(server);
        var error = await Assert.ThrowsExactlyAsync<TransientException>(() => database.ExecuteAsync("SELECT 1", CancellationToken.None));
        Assert.AreEqual("ClickHouse cannot do it now (Code: 243. DB::Exception: No space. (NOT_ENOUGH_SPACE)). Statement: SELECT 1",
            error.Message);
    }

    [TestMethod]
    public async Task An_insert_is_sent_again_byte_for_byte_through_a_gateway_that_comes_back()
    {
        using var server = new FakeServer((HttpStatusCode.BadGateway, "Bad Gateway"), (HttpStatusCode.OK, ""));
        using var database = Database(server);
        await database.InsertAsync("t", "JSONEachRow", "{}"u8.ToArray(), CancellationToken.None);
        Assert.AreEqual(2, server.Asked);
    }

    [TestMethod]
    public void The_list_of_what_does_not_pass_is_closed()
    {
        var permanent = Enumerable.Range(0, 3000).Where(code => PermanentErrors.Contain(code, "")).ToArray();
        int[] passing = [0, 3, 23, 24, 30, 31, 32, 33, 40, 49, 74, 75, 76, 95, 96, 107, 159, 173, 198, 201, 202, 203, 209, 210, 216, 218,
            225, 234, 236, 241, 242, 243, 244, 252, 254, 265, 279, 285, 286, 289, 305, 319, 341, 364, 369, 373, 379, 394, 410, 415, 425,
            439, 473, 495, 499, 517, 529, 999, 1000, 1001, 1002];
        Assert.IsEmpty(permanent.Intersect(passing));
        Assert.IsFalse(permanent.Any(code => code > 700), "Of an error that this build does not know it is not said that it stays.");
    }

    [TestMethod]
    public async Task A_missing_table_is_told_from_a_gateway_that_says_so()
    {
        using var server = new FakeServer((HttpStatusCode.NotFound, NotFound));
        using var database = Database(server);
        Assert.AreEqual(60, ClickHouseFaults.Code(await Assert.ThrowsExactlyAsync<DataException>(
            () => database.QueryAsync("SELECT 1", r => r.GetValue(0), CancellationToken.None))));
    }

    private static ClickHouseDatabase Database(FakeServer server) => new(
        new ClickHouseOptions
        {
            ConnectionString = "Host=nowhere.invalid;Compression=false",
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Retries = 3,
        },
        TimeProvider.System, new HttpClient(server, disposeHandler: false));
}
