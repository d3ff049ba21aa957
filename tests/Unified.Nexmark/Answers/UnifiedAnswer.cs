using Unified.Batch;
using Unified.Batch.Native;
using Unified.Batch.Slices;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Embedded.ClickHouse;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Proof;
using Unified.Serving.Rows;

namespace Unified.Nexmark.Answers;

/// <summary>
/// The answer of a job as it is served: its history is computed by the batch layer, proved, promoted, and read from the job's view.
/// </summary>
public static class UnifiedAnswer
{
    /// <summary>Computes the history of a job and writes the answer to a Parquet file.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="folder">The folder that <see cref="Output.ParquetEvents"/> wrote.</param>
    /// <param name="server">Where the tables are; the job's are in a database of the job's name.</param>
    /// <param name="file">The answer.</param>
    public static async Task WriteAsync(JobPlan plan, string folder, EmbeddedClickHouse server, string file)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(server);
        var clickHouse = new ClickHouseOptions { ConnectionString = server.ConnectionString, Database = plan.Job };
        using var database = new ClickHouseDatabase(clickHouse, TimeProvider.System);
        var manifests = new ClickHouseManifestStore(database);
        var tables = new ClickHouseRowTables(database, manifests);
        var options = new BatchOptions { DataRoot = folder, ArchiveRoot = Path.Combine(folder, "archive") };
        var (history, archive) = (new HistoryDataset(options), new ArchiveReader(options));
        var reconciler = new Reconciler(manifests, new ClickHouseGenerationStore(database), new ClickHousePromotion(database), tables,
            new SlicePlanner(history, archive, options, TimeProvider.System), new SliceRunner(history, archive, tables), options,
            TimeProvider.System);
        var outcome = await reconciler.ReconcileAsync(plan, null, "nexmark", "a test", null, CancellationToken.None).ConfigureAwait(false);
        if (outcome.Result != ReconcileResult.Promoted)
        {
            throw new InvalidOperationException($"{plan.Job}: {outcome.Result} {string.Join("; ", outcome.Differences)}");
        }

        using var engine = new ClickHouseEngine(server);
        await engine.WriteAsync(
            $"SELECT * FROM {database.Table(plan.Job)}", file, "&output_format_parquet_compression_method=none").ConfigureAwait(false);
        await engine.ExecuteAsync($"DROP DATABASE {Sql.ClickHouse.Identifier(plan.Job)}").ConfigureAwait(false);
    }
}
