using Apache.Arrow;
using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>One plan in one session of the server, from its beginning to its end.</summary>
internal static class SparkRun
{
    /// <param name="connection">The server.</param>
    /// <param name="handle">The session.</param>
    /// <param name="plan">What to run.</param>
    /// <param name="asked">The same, for messages.</param>
    /// <param name="add">Takes each batch, and owns it.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops it at the server too.</param>
    /// <exception cref="Grpc.Core.RpcException">How it ended, where it did not end well.</exception>
    public static async Task ToEndAsync(
        SparkConnection connection, SparkHandle handle, Plan plan, Asked asked, Func<RecordBatch, ValueTask> add,
        IProgress<SparkProgress>? progress, CancellationToken cancellation)
    {
        var batches = new ArrowBatches();
        var operation = new SparkOperation(connection, handle, plan, asked);
        await using (operation.ConfigureAwait(false))
        {
            while (await operation.NextAsync(cancellation).ConfigureAwait(false) is { } response)
            {
                if (response.ArrowBatch is { } message && batches.Add(message) is { } batch)
                {
                    await add(batch).ConfigureAwait(false);
                }
                else if (response.ExecutionProgress is { } executed)
                {
                    progress?.Report(SparkProgress.Of(executed));
                }

                operation.Release();
            }

            batches.End();
        }
    }

    /// <summary>For statements whose rows nobody wants.</summary>
    public static ValueTask Pass(RecordBatch batch)
    {
        batch.Dispose();
        return default;
    }
}
