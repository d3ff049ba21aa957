using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Grpc.Core;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>
/// What Spark's server says of an error beside gRPC's code, which is INTERNAL for nearly all of them: its class, such as
/// <c>DIVIDE_BY_ZERO</c> or <c>INVALID_HANDLE.SESSION_CHANGED</c>.
/// </summary>
/// <param name="Class">Spark's error class; empty where the error has none.</param>
/// <param name="SqlState">Five characters, or empty.</param>
/// <param name="JavaClass">The exception's class.</param>
/// <param name="Text">What it says. It may be cut.</param>
/// <param name="Id">By which the server is asked for more; empty where it has no more.</param>
internal sealed record SparkError(string Class, string SqlState, string JavaClass, string Text, string Id)
{
    private const string Trailer = "grpc-status-details-bin";

    /// <summary>The class without what is behind the dot.</summary>
    public string MainClass => Class.Split('.')[0];

    /// <summary>False where it is not Spark that speaks, but gRPC, a proxy, or the connection.</summary>
    public static bool TryRead(RpcException error, [NotNullWhen(true)] out SparkError? read)
    {
        read = null;
        try
        {
            if (error.Trailers.GetValueBytes(Trailer) is { } bytes && Protocol.Status.Parser.ParseFrom(bytes).Details
                .FirstOrDefault(d => d.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>() is { } info)
            {
                read = new SparkError(Of("errorClass"), Of("sqlState"), info.Reason, error.Status.Detail, Of("errorId"));
                string Of(string key) => info.Metadata.GetValueOrDefault(key, "");
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // Cut on its way: what is left is gRPC's own word.
        }

        return read is not null;
    }
}
