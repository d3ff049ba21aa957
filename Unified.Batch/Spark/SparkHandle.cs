using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>
/// One session as both sides know it: its id is this client's, and the server adds one of its own. Who repeats that one is told when the
/// server is another process than before, instead of being given a new, empty session under the old id. Thread-safe.
/// </summary>
internal sealed class SparkHandle(string userId)
{
    private string? _serverSide;

    /// <summary>What the server's logs name as the client.</summary>
    public const string ClientType = "unified";

    public string Id { get; } = Guid.NewGuid().ToString();

    public UserContext User { get; } = new() { UserId = userId };

    /// <summary>The server's own id; null before its first answer.</summary>
    public string? ServerSide => Volatile.Read(ref _serverSide);

    public void Answered(string serverSide)
    {
        if (serverSide.Length > 0) { Interlocked.CompareExchange(ref _serverSide, serverSide, null); }
    }
}
