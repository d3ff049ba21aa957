using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Polly;
using Service = Unified.Batch.Spark.Protocol.SparkConnectService.SparkConnectServiceClient;

namespace Unified.Batch.Spark;

/// <summary>Calls to one server, over connections that come and go. Thread-safe.</summary>
internal sealed class SparkConnection : IDisposable
{
    /// <summary>Batches come in pieces far below; Spark itself refuses requests above.</summary>
    public const int LongestMessageBytes = 128 << 20;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];

    public SparkConnection(SparkOptions options, TimeProvider time, ILogger log)
    {
        var remote = options.Address;
        (Remote, Time, Log) = (remote, time, log);
        Patience = SparkPatience.Pipeline(options, time, log);
        if (remote.Token is { } token) { _headers.Add("authorization", $"Bearer {token}"); }
        foreach (var (name, value) in remote.Headers) { _headers.Add(name, value); }
        _channel = GrpcChannel.ForAddress(remote.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                ConnectTimeout = ConnectLimit,
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LongestMessageBytes,
            MaxSendMessageSize = LongestMessageBytes,
            // A connection that breaks may look like a call that was cancelled: told apart by who has cancelled here.
            ThrowOperationCanceledOnCancellation = false,
        });
        Service = new Service(_channel);
    }

    public SparkRemote Remote { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    /// <summary>Waits for a server that does not answer.</summary>
    public ResiliencePipeline Patience { get; }

    public Service Service { get; }

    /// <summary>What a call is sent with.</summary>
    public CallOptions Options(CancellationToken cancellation) => new(_headers, cancellationToken: cancellation);

    /// <summary>A question with one answer, asked again while the server is silent: none does harm that is asked twice.</summary>
    /// <exception cref="RpcException">What Spark says, or that it was silent for too long.</exception>
    public async Task<T> AskAsync<T>(Func<Service, CallOptions, AsyncUnaryCall<T>> ask, CancellationToken cancellation) =>
        await Patience.ExecuteAsync(async token =>
        {
            using var call = ask(Service, Options(token));
            return await call.ResponseAsync.ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);

    public void Dispose() => _channel.Dispose();

    /// <summary>
    /// A host that vanishes says nothing: TCP itself asks after it. HTTP/2's pings would do the same, but Spark's server takes many of them
    /// for an attack while a query computes and nothing is sent.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
