using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>How far a query is, as Spark tells it every two seconds and at the end of stages. Spark adds stages while it runs.</summary>
/// <param name="Tasks">Tasks of all stages that are known so far.</param>
/// <param name="CompletedTasks">Those of them that have ended.</param>
/// <param name="RunningTasks">Those that are being computed.</param>
/// <param name="BytesRead">Bytes read of files.</param>
internal readonly record struct SparkProgress(long Tasks, long CompletedTasks, long RunningTasks, long BytesRead)
{
    public static SparkProgress Of(ExecutePlanResponse.Types.ExecutionProgress progress) => new(
        progress.Stages.Sum(s => s.NumTasks), progress.Stages.Sum(s => s.NumCompletedTasks), progress.NumInflightTasks,
        progress.Stages.Sum(s => s.InputBytesRead));
}
