using System.Net.Sockets;
using Grpc.Core;

namespace Unified.Batch.Spark;

/// <summary>What an error of a call means for who called.</summary>
internal enum SparkFault
{
    /// <summary>Nobody answered, or not to the end: ask again.</summary>
    Silent,

    /// <summary>Another server, or one that goes down: what it held is gone. A new session, and from the beginning.</summary>
    SessionLost,

    /// <summary>The server answers, but holds the operation no more, or not all of its answers: from the beginning.</summary>
    OperationLost,

    /// <summary>An answer: the same question gets it again.</summary>
    Final,
}

/// <summary>Tells faults apart: by what Spark says, and by gRPC's code only where Spark says nothing.</summary>
internal static class SparkFaults
{
    public static SparkFault Of(RpcException error)
    {
        if (!SparkError.TryRead(error, out var said))
        {
            return IsSilence(error) ? SparkFault.Silent : SparkFault.Final;
        }

        return SparkErrorClasses.IsDisconnected(said) ? SparkFault.Silent
            : SparkErrorClasses.IsLostSession(said) || SparkErrorClasses.IsStopping(said) ? SparkFault.SessionLost
            : SparkErrorClasses.IsLostOperation(said) ? SparkFault.OperationLost
            : SparkFault.Final;
    }

    /// <summary>A message that is longer than one side takes: no repetition makes it shorter.</summary>
    public static bool IsTooLong(RpcException error) =>
        error.StatusCode == StatusCode.ResourceExhausted && error.Status.Detail.Contains("maximum", StringComparison.OrdinalIgnoreCase);

    private static bool IsSilence(RpcException error) => error.StatusCode switch
    {
        // Cancelled by the other side: who cancels here sees no such error.
        StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Cancelled or StatusCode.DeadlineExceeded => true,
        StatusCode.ResourceExhausted => !IsTooLong(error),
        // Connections that break have some code or other, but always the reason.
        _ => error.Status.DebugException is HttpRequestException or IOException or SocketException,
    };
}
