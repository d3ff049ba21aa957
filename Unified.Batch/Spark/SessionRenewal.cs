using Grpc.Core;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>
/// The session that is used, set as the options say, and the next one where the server has lost it: with the same settings, views and
/// variables. Thread-safe: of several queries that have lost it one opens the next.
/// </summary>
internal sealed class SessionRenewal(SparkConnection connection, SparkOptions options) : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<string> _prepared = [];
    private SparkHandle? _last;

    /// <summary>Null before the first one.</summary>
    public SparkHandle? Last => Volatile.Read(ref _last);

    /// <summary>A statement that makes the session what it is, and has been run in it.</summary>
    public void Add(string sql)
    {
        lock (_prepared) { _prepared.Add(sql); }
    }

    /// <summary>The session as it is now.</summary>
    /// <param name="lost">One that the server no longer knows; null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="RpcException">The server does not open one.</exception>
    public async Task<SparkHandle> CurrentAsync(SparkHandle? lost, CancellationToken cancellation)
    {
        if (Last is { } current && current != lost) { return current; }
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another query may have lost it too, and been faster.
            if (Last is { } renewed && renewed != lost) { return renewed; }
            var handle = new SparkHandle(connection.Remote.UserId);
            await SetUpAsync(handle, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _last, handle);
            return handle;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task EndAsync()
    {
        if (Last is not { } handle) { return; }
        using var limit = new CancellationTokenSource(EndLimit, connection.Time);
        try
        {
            var request = new ReleaseSessionRequest
            {
                SessionId = handle.Id,
                UserContext = handle.User,
                ClientType = SparkHandle.ClientType,
            };
            using var call = connection.Service.ReleaseSessionAsync(request, connection.Options(limit.Token));
            await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // It ends by itself when nobody has used it for an hour; and some servers end it and say that they could not.
            SparkLog.NotReleased(connection.Log, connection.Remote, "the session", SparkErrors.Line(e));
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task SetUpAsync(SparkHandle handle, CancellationToken cancellation)
    {
        var set = new ConfigRequest.Types.Set();
        set.Pairs.AddRange(options.SessionSettings().Select(s => new KeyValue { Key = s.Key, Value = s.Value }));
        var request = new ConfigRequest
        {
            SessionId = handle.Id,
            UserContext = handle.User,
            ClientType = SparkHandle.ClientType,
            Operation = new() { Set = set },
        };
        var answer = await connection.AskAsync((s, o) => s.ConfigAsync(request, o), cancellation).ConfigureAwait(false);
        handle.Answered(answer.ServerSideSessionId);
        foreach (var warning in answer.Warnings) { SparkLog.Setting(connection.Log, connection.Remote, warning); }
        string[] prepared;
        lock (_prepared) { prepared = [.. _prepared]; }
        foreach (var sql in prepared)
        {
            await SparkRun.ToEndAsync(
                connection, handle, SparkPlans.Sql(sql), new("statement", sql), SparkRun.Pass, null, cancellation).ConfigureAwait(false);
        }
    }
}
