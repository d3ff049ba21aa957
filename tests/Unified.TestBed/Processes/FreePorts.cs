using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Unified.TestKit.Processes;

internal static class FreePorts
{
    // Below the range that systems hand out to clients, so that an outgoing connection cannot take the port between the check and the
    // start.
    private const int First = 20_000;
    private const int Last = 30_000;

    /// <summary>
    /// A port such that it, the next ones, and those <paramref name="gap"/> above are free, where servers have more of theirs.
    /// </summary>
    public static int Find(int count, int gap)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (Enumerable.Range(port, count).All(p => IsFree(p) && IsFree(p + gap))) { return port; }
        }

        throw new InvalidOperationException(
            $"Found no {count} free ports between {First} and {Last} in 200 attempts. Something on this machine holds them; look with 'ss "
                + $"-ltn'.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
