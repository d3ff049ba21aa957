using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;

namespace Unified.Serving.Manifests;

/// <summary>
/// What a source has, as far as somebody knows: the serving layer sees only what was written to it, and cannot tell a day that is missing
/// from one that never was. Optional; thread-safe.
/// </summary>
public interface ISourceFrontier
{
    /// <summary>The days of the history dataset (days since 1970) that belong into the answer, or null when unknown.</summary>
    ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation);

    /// <summary>
    /// Why the history that <paramref name="manifest"/> has is not what the dataset has now; empty when it is, or when nobody knows.
    /// </summary>
    ValueTask<IReadOnlyList<IncompleteReason>> HistoryProblemsAsync(
        SourceSchema source, Manifest manifest, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<IncompleteReason>>([]);

    /// <summary>How far the source's log goes, or null when nobody looks.</summary>
    ValueTask<LogLook?> LogAsync(SourceSchema source, CancellationToken cancellation) => ValueTask.FromResult<LogLook?>(null);

    /// <summary>How many epochs of a partition are archived, or null when nobody knows.</summary>
    ValueTask<long?> ArchivedEpochsAsync(SourceSchema source, int partition, CancellationToken cancellation) =>
        ValueTask.FromResult<long?>(null);
}
