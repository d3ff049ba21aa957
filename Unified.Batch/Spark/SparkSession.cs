using Apache.Arrow;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Unified.Batch.Spark.Protocol;
using Unified.Errors;

namespace Unified.Batch.Spark;

/// <summary>
/// A session on a Spark Connect server: statements, queries, files that Spark writes. It outlives connections, and the server itself: what
/// is run has no effect before its end, so where a server has lost it, it is run again from its beginning.
/// </summary>
/// <remarks>
/// Errors, of all methods: <see cref="DataException"/> where the data cannot be computed with or a file not be read (see
/// <see cref="SparkDataException"/>), <see cref="TransientException"/> where the server was silent for longer than the patience with it or
/// lost what it computed, <see cref="InternalException"/> where Spark refuses what it was sent. None is a
/// <see cref="DefinitionException"/>: those are raised while a job is planned.
/// </remarks>
/// <threadsafety>Any thread may call any method, several at once: a session runs several queries beside each other.</threadsafety>
internal sealed class SparkSession : IAsyncDisposable
{
    /// <summary>A query that ends its server each time must not do so for ever.</summary>
    public const int Restarts = 3;

    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly SparkConnection _connection;
    private readonly SessionRenewal _renewal;

    private SparkSession(SparkOptions options, TimeProvider time, ILogger log)
    {
        _connection = new SparkConnection(options, time, log);
        _renewal = new SessionRenewal(_connection, options);
    }

    /// <summary>Opens a session of its own, with UTC and ANSI mode. Waits for the server as long as the patience says.</summary>
    public static async Task<SparkSession> OpenAsync(SparkOptions options, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var session = new SparkSession(options, time, log);
        try
        {
            var version = await session.VersionAsync(cancellation).ConfigureAwait(false);
            SparkLog.Opened(log, session._connection.Remote, version, session._renewal.Last!.Id);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The server's version, such as 4.2.0.</summary>
    public Task<string> VersionAsync(CancellationToken cancellation) => InSessionAsync(new("question for its version", ""), async handle =>
    {
        var answer = await AnalyzeAsync(handle, new() { SparkVersion = new() }, cancellation).ConfigureAwait(false);
        return answer.SparkVersion.Version;
    }, cancellation);

    /// <summary>How Spark would run a query, as text for people.</summary>
    public Task<string> ExplainAsync(string sql, CancellationToken cancellation)
    {
        var explain = new AnalyzePlanRequest.Types.Explain
        {
            Plan = SparkPlans.Sql(sql),
            ExplainMode = AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Formatted,
        };
        return InSessionAsync(new("plan of a query", sql), async handle =>
        {
            var answer = await AnalyzeAsync(handle, new() { Explain = explain }, cancellation).ConfigureAwait(false);
            return answer.Explain.ExplainString;
        }, cancellation);
    }

    /// <summary>
    /// Runs a query. Its rows are gathered in a <typeparamref name="T"/> that is given back when the last one has come, and never before:
    /// an error may follow on any number of them. Where the query has to begin again, what was gathered is dropped (and disposed, if it can
    /// be), and a new one begun.
    /// </summary>
    /// <param name="sql">One statement.</param>
    /// <param name="begin">Gathers nothing yet; called once for each time that the query begins.</param>
    /// <param name="add">
    /// Takes the next rows, in the query's order; the batch is its own, to be disposed. At least one comes, of no rows where the result is
    /// empty. An error of it stops the query and is thrown as it is.
    /// </param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops the query at the server too, within seconds.</param>
    public Task<T> QueryAsync<T>(
        string sql, Func<T> begin, Func<T, RecordBatch, ValueTask> add, IProgress<SparkProgress>? progress,
        CancellationToken cancellation) where T : class => QueryAsync(sql, [], begin, add, progress, cancellation);

    /// <inheritdoc cref="QueryAsync{T}(string, Func{T}, Func{T, RecordBatch, ValueTask}, IProgress{SparkProgress}?, CancellationToken)"/>
    /// <param name="tables">Files that the query names.</param>
    public Task<T> QueryAsync<T>(
        string sql, IReadOnlyList<SparkTable> tables, Func<T> begin, Func<T, RecordBatch, ValueTask> add,
        IProgress<SparkProgress>? progress, CancellationToken cancellation) where T : class
    {
        var asked = new Asked("query", sql);
        return InSessionAsync(asked, async handle =>
        {
            var gathered = begin();
            try
            {
                await SparkRun.ToEndAsync(
                    _connection, handle, SparkPlans.Sql(sql, tables), asked, batch => add(gathered, batch), progress, cancellation)
                    .ConfigureAwait(false);
                return gathered;
            }
            catch
            {
                switch (gathered)
                {
                    case IAsyncDisposable disposable: await disposable.DisposeAsync().ConfigureAwait(false); break;
                    case IDisposable disposable: disposable.Dispose(); break;
                }

                throw;
            }
        }, cancellation);
    }

    /// <summary>
    /// Runs a statement whose effect is not the session's own; its rows, if any, are passed over. It is run again where the server was lost
    /// before it said that it ended: <c>CREATE OR REPLACE</c>, not <c>CREATE</c>.
    /// </summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellation) => ExecuteAsync(new("statement", sql), SparkPlans.Sql(sql), null,
        cancellation);

    /// <summary>
    /// Runs a statement that makes the session what it is, such as a temporary view or SET, and runs it again, in order with the others, in
    /// every session that has to take its place.
    /// </summary>
    public async Task PrepareAsync(string sql, CancellationToken cancellation)
    {
        await ExecuteAsync(new("statement", sql), SparkPlans.Sql(sql), null, cancellation).ConfigureAwait(false);
        _renewal.Add(sql);
    }

    /// <summary>
    /// Has Spark write a query's rows as Parquet (zstd) files, in place of what lies there; a file <c>_SUCCESS</c> appears last.
    /// </summary>
    /// <param name="sql">The query.</param>
    /// <param name="path">A folder, as the hosts of Spark see it.</param>
    /// <param name="partitionColumns">Columns that become folders, <c>day=2001-04-01/</c>, and stand in no file.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops it at the server too. What lay there may be gone.</param>
    public Task WriteParquetAsync(
        string sql, string path, IReadOnlyList<string> partitionColumns, IProgress<SparkProgress>? progress,
        CancellationToken cancellation) =>
        ExecuteAsync(new($"write to '{path}'", sql), SparkPlans.WriteParquet(sql, path, partitionColumns), progress, cancellation);

    /// <summary>Ends the session and closes the connections. Queries that still run fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _renewal.EndAsync().ConfigureAwait(false);
        _connection.Dispose();
        _renewal.Dispose();
    }

    private Task ExecuteAsync(Asked asked, Plan plan, IProgress<SparkProgress>? progress, CancellationToken cancellation) =>
        InSessionAsync(asked, async handle =>
        {
            await SparkRun.ToEndAsync(_connection, handle, plan, asked, SparkRun.Pass, progress, cancellation).ConfigureAwait(false);
            return 0;
        }, cancellation);

    private async Task<AnalyzePlanResponse> AnalyzeAsync(SparkHandle handle, AnalyzePlanRequest request, CancellationToken cancellation)
    {
        request.SessionId = handle.Id;
        request.UserContext = handle.User;
        request.ClientType = SparkHandle.ClientType;
        if (handle.ServerSide is { } observed) { request.ClientObservedServerSideSessionId = observed; }
        var answer = await _connection.AskAsync((s, o) => s.AnalyzePlanAsync(request, o), cancellation).ConfigureAwait(false);
        handle.Answered(answer.ServerSideSessionId);
        return answer;
    }

    /// <summary>Runs it in the session as it is, and again from its beginning in a new one where the server has lost it.</summary>
    private async Task<T> InSessionAsync<T>(Asked asked, Func<SparkHandle, Task<T>> run, CancellationToken cancellation)
    {
        SparkHandle? handle = null;
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                handle = await _renewal.CurrentAsync(handle, cancellation).ConfigureAwait(false);
                return await run(handle).ConfigureAwait(false);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
            catch (RpcException error) when (restarts < Restarts && SparkFaults.Of(error)
                is var fault and (SparkFault.SessionLost or SparkFault.OperationLost))
            {
                SparkLog.Restarted(_connection.Log, _connection.Remote, asked.Name, restarts + 1, Restarts, SparkErrors.Line(error));
                // Another operation needs no other session.
                if (fault == SparkFault.OperationLost) { handle = null; }
                // A server that goes down takes some seconds: each pause is twice as long as the one before.
                await Task.Delay(RestartPause * (1 << restarts), _connection.Time, cancellation).ConfigureAwait(false);
            }
            catch (RpcException error)
            {
                throw await SparkErrors.MapAsync(_connection, handle ?? _renewal.Last, asked, error).ConfigureAwait(false);
            }
        }
    }
}
