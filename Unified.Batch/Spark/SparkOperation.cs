using Grpc.Core;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>
/// One plan that one server computes: its responses, each once and in order, whatever happens to connections in between. For one caller at
/// a time. What it has not read to the end when it is disposed, it stops.
/// </summary>
internal sealed class SparkOperation(
    SparkConnection connection, SparkHandle handle, Plan plan, Asked asked) : IAsyncDisposable
{
    /// <summary>Batches that are longer come in pieces of this many bytes: no message comes near what both sides take.</summary>
    public const int ChunkBytes = 4 << 20;

    /// <summary>How long the end may take that nobody waits for.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan InterruptPause = TimeSpan.FromMilliseconds(200);
    private const int Interrupts = 5;

    private readonly string _id = Guid.NewGuid().ToString();

    private Attachment _state;
    private AsyncServerStreamingCall<ExecutePlanResponse>? _call;
    private string? _last;
    private bool _heard;
    private Task _release = Task.CompletedTask;

    /// <summary>The next response; null behind the last one.</summary>
    /// <exception cref="RpcException">What Spark says, that it lost the operation, or that it was silent for too long.</exception>
    public async ValueTask<ExecutePlanResponse?> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return await connection.Patience.ExecuteAsync(static (self, token) => self.ReceiveAsync(token), this, cancellation)
                .ConfigureAwait(false);
        }
        catch (RpcException) when (!cancellation.IsCancellationRequested)
        {
            // It has failed, or nobody can be told to stop it: a server drops what nobody asks after for minutes.
            _state = Attachment.Ended;
            throw;
        }
    }

    /// <summary>
    /// The server need not keep what has been consumed, up to the last response that <see cref="NextAsync"/> gave. Nobody waits for it: a
    /// release reaches as far as its predecessors, so while one is under way no other is sent.
    /// </summary>
    public void Release()
    {
        if (_release.IsCompleted && _last is { } last && _state == Attachment.Attached)
        {
            _release = TellAsync(new ReleaseExecuteRequest { ReleaseUntil = new() { ResponseId = last } });
        }
    }

    public async ValueTask DisposeAsync()
    {
        var running = _state is Attachment.Attached or Attachment.Detached;
        Detach();
        await _release.ConfigureAwait(false);
        if (running) { await InterruptAsync().ConfigureAwait(false); }
        await TellAsync(new ReleaseExecuteRequest { ReleaseAll = new() }).ConfigureAwait(false);
    }

    private async ValueTask<ExecutePlanResponse?> ReceiveAsync(CancellationToken cancellation)
    {
        while (_state != Attachment.Ended)
        {
            var again = _state == Attachment.Detached;
            var call = _call ??= Attach(cancellation);
            try
            {
                if (await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false))
                {
                    return Received(call.ResponseStream.Current);
                }

                // The server parts long streams. One that brings nothing at all is a server that is going down.
                Detach();
                if (!_heard) { throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "The answer ended before it began.")); }
            }
            catch (RpcException error)
            {
                Detach();
                if (again && _last is null && SparkError.TryRead(error, out var said) && SparkErrorClasses.IsUnknownOperation(said))
                {
                    _state = Attachment.Unsent;
                    continue;
                }

                throw;
            }
        }

        return null;
    }

    private AsyncServerStreamingCall<ExecutePlanResponse> Attach(CancellationToken cancellation)
    {
        var sent = _state != Attachment.Unsent;
        (_state, _heard) = (Attachment.Attached, false);
        if (!sent) { return connection.Service.ExecutePlan(Execution(), connection.Options(cancellation)); }
        SparkLog.Reattached(connection.Log, asked.Name, connection.Remote, _last);
        return connection.Service.ReattachExecute(Reattachment(), connection.Options(cancellation));
    }

    private void Detach()
    {
        _call?.Dispose();
        _call = null;
        if (_state == Attachment.Attached) { _state = Attachment.Detached; }
    }

    private ExecutePlanResponse? Received(ExecutePlanResponse response)
    {
        _heard = true;
        handle.Answered(response.ServerSideSessionId);
        _last = response.ResponseId;
        if (response.ResponseTypeCase != ExecutePlanResponse.ResponseTypeOneofCase.ResultComplete) { return response; }
        _state = Attachment.Ended;
        return null;
    }

    private ExecutePlanRequest Execution()
    {
        var request = new ExecutePlanRequest
        {
            SessionId = handle.Id,
            UserContext = handle.User,
            Plan = plan,
            ClientType = SparkHandle.ClientType,
            OperationId = _id,
            RequestOptions =
            {
                new ExecutePlanRequest.Types.RequestOption { ReattachOptions = new() { Reattachable = true } },
                new ExecutePlanRequest.Types.RequestOption
                {
                    ResultChunkingOptions = new() { AllowArrowBatchChunking = true, PreferredArrowChunkSize = ChunkBytes },
                },
            },
        };
        if (handle.ServerSide is { } observed) { request.ClientObservedServerSideSessionId = observed; }
        return request;
    }

    private ReattachExecuteRequest Reattachment()
    {
        var request = new ReattachExecuteRequest
        {
            SessionId = handle.Id,
            UserContext = handle.User,
            OperationId = _id,
            ClientType = SparkHandle.ClientType,
        };
        if (_last is not null) { request.LastResponseId = _last; }
        if (handle.ServerSide is { } observed) { request.ClientObservedServerSideSessionId = observed; }
        return request;
    }

    /// <summary>Spark goes on computing for a client that has gone: it has to be told.</summary>
    private async Task InterruptAsync()
    {
        var request = new InterruptRequest
        {
            SessionId = handle.Id,
            UserContext = handle.User,
            ClientType = SparkHandle.ClientType,
            InterruptType = InterruptRequest.Types.InterruptType.OperationId,
            OperationId = _id,
        };
        if (handle.ServerSide is { } observed) { request.ClientObservedServerSideSessionId = observed; }
        await QuietlyAsync(async token =>
        {
            for (var i = 0; i < Interrupts; i++)
            {
                var answer = await connection.AskAsync((s, o) => s.InterruptAsync(request, o), token).ConfigureAwait(false);
                // Nothing found and nothing heard of it: it may be on its way to the server.
                if (answer.InterruptedIds.Count > 0 || _last is not null) { return; }
                await Task.Delay(InterruptPause, connection.Time, token).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private Task TellAsync(ReleaseExecuteRequest request)
    {
        request.SessionId = handle.Id;
        request.UserContext = handle.User;
        request.OperationId = _id;
        request.ClientType = SparkHandle.ClientType;
        if (handle.ServerSide is { } observed) { request.ClientObservedServerSideSessionId = observed; }
        return QuietlyAsync(async token =>
        {
            using var call = connection.Service.ReleaseExecuteAsync(request, connection.Options(token));
            await call.ResponseAsync.ConfigureAwait(false);
        });
    }

    /// <summary>What only saves the server some work: without it the server comes to the same after minutes.</summary>
    private async Task QuietlyAsync(Func<CancellationToken, Task> tell)
    {
        using var limit = new CancellationTokenSource(EndLimit, connection.Time);
        try
        {
            await tell(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            SparkLog.NotReleased(connection.Log, connection.Remote, asked.Name, SparkErrors.Line(e));
        }
    }
}
