using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;
using ClickHouse.Driver.ADO.Readers;
using Polly;

namespace Unified.Serving.ClickHouse;

/// <summary>
/// One database of a ClickHouse server: statements, rows and inserts, tried again when an error passes by itself. Thread-safe.
/// </summary>
public sealed class ClickHouseDatabase : IDisposable
{
    private readonly ClickHouseClient _client;
    private readonly ResiliencePipeline _retry;
    private ClickHouseFault? _fault;
    private readonly TimeProvider? _clock;

    /// <summary>A database; nothing is asked of it yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">This process's clock, for pauses.</param>
    public ClickHouseDatabase(ClickHouseOptions options, TimeProvider time)
        : this(options, time, null)
    {
    }

    /// <summary>Over the caller's connections: a test holds a statement back there.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">This process's clock.</param>
    /// <param name="http">Null for the driver's own connections.</param>
    /// <param name="clock">Stands for the server's clock; null for that itself.</param>
    internal ClickHouseDatabase(ClickHouseOptions options, TimeProvider time, HttpClient? http, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        (Time, _clock) = (time, clock);
        _client = new ClickHouseClient(new ClickHouseClientSettings(options.ConnectionString)
        {
            Timeout = options.Timeout,
            HttpClient = http,
            // Text in DateTime64 functions and literals must not depend on the server's zone.
            CustomSettings = new Dictionary<string, object>(options.Settings)
            {
                ["session_timezone"] = "UTC",
                ["max_query_size"] = 64 << 20,
            },
        });
        _retry = ClickHouseFaults.Pipeline(options, time, Fails);
    }

    /// <summary>Where it is.</summary>
    public ClickHouseOptions Options { get; }

    /// <summary>What keeps statements from being answered just now; null while they are. May be read from any thread.</summary>
    public ClickHouseFault? Fault => Volatile.Read(ref _fault);

    internal TimeProvider Time { get; }

    /// <summary>The quoted, qualified name of a table or view.</summary>
    public string Table(string name) => $"{ClickHouseSql.Identifier(Options.Database)}.{ClickHouseSql.Identifier(name)}";

    /// <summary>Runs a statement without an answer.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] settings) =>
        RunAsync(sql, async token => await _client.ExecuteNonQueryAsync(sql, null, Query(settings), token).ConfigureAwait(false),
            cancellation);

    /// <summary>
    /// Runs a statement once: for what must not be done twice. An error says nothing of whether it was done, or will be.
    /// </summary>
    public Task ExecuteOnceAsync(string sql, CancellationToken cancellation, params (string Name, object Value)[] settings) =>
        RunAsync(sql, async token => await _client.ExecuteNonQueryAsync(sql, null, Query(settings), token).ConfigureAwait(false),
            cancellation, once: true);

    /// <summary>
    /// The server's clock. Ages that processes on several hosts compare are told by it alone: a host that is hours behind would else find
    /// what it just wrote to be old.
    /// </summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => _clock?.GetUtcNow() ?? ClickHouseTime.FromMicros(
        await SingleAsync("SELECT toUnixTimestamp64Micro(now64(6))", r => r.GetInt64(0), cancellation).ConfigureAwait(false));

    /// <summary>Runs a query and reads its rows.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<ClickHouseDataReader, T> read, CancellationToken cancellation, ClickHouseParameterCollection? parameters = null) =>
        RunAsync<IReadOnlyList<T>>(sql, async token =>
        {
            var rows = new List<T>();
            using var reader = await _client.ExecuteReaderAsync(sql, parameters, Query([]), token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            return rows;
        }, cancellation);

    /// <summary>The first row, which must be there.</summary>
    public async Task<T> SingleAsync<T>(string sql, Func<ClickHouseDataReader, T> read, CancellationToken cancellation) =>
        (await QueryAsync(sql, read, cancellation).ConfigureAwait(false))[0];

    /// <summary>
    /// Inserts a body as ONE block: ClickHouse makes one part of it per partition of the table, so a reader sees all of its rows of a
    /// partition or none. The body is sent again, byte for byte, when an attempt fails.
    /// </summary>
    /// <param name="into">Table and columns.</param>
    /// <param name="format">ArrowStream or JSONEachRow.</param>
    /// <param name="body">The rows.</param>
    /// <param name="cancellation">Stops waiting; the insert may still happen.</param>
    /// <param name="token">
    /// Names the insert to tables that remember them: of all inserts of one token the first writes, the others do nothing; or "".
    /// </param>
    public Task InsertAsync(string into, string format, ReadOnlyMemory<byte> body, CancellationToken cancellation, string token = "") =>
        InsertAsync(into, format, body, token, once: false, cancellation);

    /// <summary>The same, sent once: an error says nothing of whether it was done, or will be.</summary>
    public Task InsertOnceAsync(
        string into, string format, ReadOnlyMemory<byte> body, CancellationToken cancellation, string token = "") =>
        InsertAsync(into, format, body, token, once: true, cancellation);

    private Task InsertAsync(
        string into, string format, ReadOnlyMemory<byte> body, string token, bool once, CancellationToken cancellation)
    {
        var sql = $"INSERT INTO {into} FORMAT {format}";
        return RunAsync(sql, async stop =>
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var response = await _client.PostStreamAsync(sql, stream, isCompressed: false, stop, Query(
            [
                ("async_insert", 0), ("input_format_null_as_default", 0), ("max_partitions_per_insert_block", 0),
                // Blocks of the body are squashed to one: a part is the unit that becomes visible at once.
                ("min_insert_block_size_rows", long.MaxValue), ("min_insert_block_size_bytes", long.MaxValue),
                ("max_insert_threads", 1), ("insert_deduplicate", 1), ("insert_deduplication_token", token),
            ])).ConfigureAwait(false);
            return 0;
        }, cancellation, once);
    }

    /// <summary>Inserts rows written as JSON, one object a row.</summary>
    internal Task InsertJsonAsync<T>(
        string table, IReadOnlyCollection<T> rows, Action<System.Text.Json.Utf8JsonWriter, T> write, CancellationToken cancellation,
            string token = "")
    {
        if (rows.Count == 0)
        {
            return Task.CompletedTask;
        }

        using var body = new MemoryStream();
        foreach (var row in rows)
        {
            using var json = new System.Text.Json.Utf8JsonWriter(body);
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
            json.Flush();
            body.WriteByte((byte)'\n');
        }

        return InsertAsync(table, "JSONEachRow", body.ToArray(), cancellation, token);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static QueryOptions Query(ReadOnlySpan<(string Name, object Value)> settings)
    {
        // Without wait_end_of_query an error after the first rows would come as an answer that ends early.
        var custom = new Dictionary<string, object> { ["wait_end_of_query"] = 1 };
        foreach (var (name, value) in settings)
        {
            custom[name] = value;
        }

        return new QueryOptions { CustomSettings = custom };
    }

    private async Task<T> RunAsync<T>(
        string statement, Func<CancellationToken, Task<T>> run, CancellationToken cancellation, bool once = false)
    {
        try
        {
            var answer = once ? await run(cancellation).ConfigureAwait(false)
                : await _retry.ExecuteAsync(async token => await run(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            Volatile.Write(ref _fault, null);
            return answer;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested && error is not Errors.UnifiedException)
        {
            var mapped = ClickHouseFaults.Map(error, statement);
            if (mapped is Errors.TransientException)
            {
                Fails(error);
            }
            else
            {
                // It refuses: so it answers.
                Volatile.Write(ref _fault, null);
            }

            throw mapped;
        }
    }

    private void Fails(Exception error) =>
        Volatile.Write(ref _fault, new ClickHouseFault(Fault?.Since ?? Time.GetUtcNow(), ClickHouseFaults.Text(error)));
}
