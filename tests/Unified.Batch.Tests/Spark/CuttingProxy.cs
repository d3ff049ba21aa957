using System.Net;
using System.Net.Sockets;

namespace Unified.Batch.Tests.Spark;

/// <summary>
/// Passes connections on to a server, and cuts each after the server has sent so many bytes over it, as a network does: in the middle of a
/// message, without a word to either side.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly Task _accepting;
    private CancellationTokenSource _cut = new();
    private int _cuts;

    /// <param name="port">The server's.</param>
    public CuttingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Remote => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"sc://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes after which the next connections are cut; never, to begin with.</summary>
    public Func<long> Allowance { get; set; } = () => long.MaxValue;

    /// <summary>How often it was.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts those that are open.</summary>
    public void Cut()
    {
        using var cut = Interlocked.Exchange(ref _cut, new CancellationTokenSource());
        cut.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) { connections.Add(PassAsync(await _listener.AcceptSocketAsync(_end.Token))); }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, _cut.Token))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, either.Token);
                var ended = await Task.WhenAny(
                    CopyAsync(client, server, long.MaxValue, either.Token), CopyAsync(server, client, Allowance(), either.Token));
                if (await ended) { Interlocked.Increment(ref _cuts); }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // One of the two has gone.
            }

            await either.CancelAsync();
            // No farewell: the other side finds out when it reads.
            client.LingerState = new LingerOption(true, 0);
        }
    }

    /// <summary>True where it was cut.</summary>
    private static async Task<bool> CopyAsync(Socket from, Socket to, long allowance, CancellationToken cancellation)
    {
        var buffer = new byte[16 << 10];
        while (await from.ReceiveAsync(buffer, cancellation) is > 0 and var count)
        {
            var passed = (int)Math.Min(count, allowance);
            await to.SendAsync(buffer.AsMemory(0, passed), cancellation);
            allowance -= passed;
            if (allowance == 0) { return true; }
        }

        return false;
    }
}
