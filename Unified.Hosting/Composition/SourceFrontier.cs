using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Manifests;

namespace Unified.Hosting.Composition;

/// <summary>What sources have: history as its folder says, logs as Kafka says, the archive as its folders say.</summary>
/// <param name="history">Looks at history.</param>
/// <param name="archive">Looks at the archive.</param>
/// <param name="log">Looks at logs; null where no Kafka can be asked, because the embedded one is another process's.</param>
internal sealed class SourceFrontier(HistoryFrontier history, IArchiveReader archive, LogFrontier? log) : ISourceFrontier
{
    public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation) =>
        history.HistoryDaysAsync(source, cancellation);

    public ValueTask<IReadOnlyList<IncompleteReason>> HistoryProblemsAsync(
        SourceSchema source, Manifest manifest, CancellationToken cancellation) =>
        history.HistoryProblemsAsync(source, manifest, cancellation);

    public ValueTask<LogLook?> LogAsync(SourceSchema source, CancellationToken cancellation) =>
        log is null ? ValueTask.FromResult<LogLook?>(null) : log.LookAsync(source, cancellation);

    public ValueTask<long?> ArchivedEpochsAsync(SourceSchema source, int partition, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult<long?>(archive.Epochs(source, source.Partition(partition)).Count);
        }
        catch (IOException)
        {
            // The folder is not here.
            return ValueTask.FromResult<long?>(null);
        }
    }
}
