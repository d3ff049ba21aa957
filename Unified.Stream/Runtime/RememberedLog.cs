using System.Globalization;
using Polly;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// Which log the tables, the manifest and the archive were made of: compared with the topic that there is before anything of it is read,
/// and remembered when the log is seen for the first time.
/// </summary>
/// <param name="who">For messages, such as <c>Job 'orders'</c>.</param>
/// <param name="source">The log's source.</param>
/// <param name="identities">What the tables remember.</param>
/// <param name="archive">What the archive remembers, or null.</param>
/// <param name="retry">Repeats what fails for a passing reason.</param>
internal sealed class RememberedLog(
    string who, SourceSchema source, ILogIdentities identities, IArchiveReader? archive, ResiliencePipeline retry)
{
    private bool _confirmed;

    /// <summary>Compares; what was confirmed once is only compared with newer manifests: an identity never changes.</summary>
    /// <param name="topicId">The topic's id now; null where it is not known, which contradicts nothing.</param>
    /// <param name="manifest">The current manifest, or null for one who has none.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="Errors.DataException">It is another log.</exception>
    public void Confirm(string? topicId, Manifest? manifest, CancellationToken stop)
    {
        if (topicId is null)
        {
            return;
        }

        if (manifest?.Logs.GetValueOrDefault(source.Name) is { } promised)
        {
            Compare(promised, topicId, string.Create(CultureInfo.InvariantCulture, $"manifest {manifest.Seq}"));
        }

        if (_confirmed)
        {
            return;
        }

        Compare(archive is null ? null : retry.Execute(() => archive.Identity(source)), topicId, "the archive");
        var known = Ask(c => identities.FindAsync(source.Name, c), stop)
            ?? Ask(c => identities.RememberAsync(source.Name, topicId, c), stop);
        Compare(known, topicId, "the database");
        _confirmed = true;
    }

    private void Compare(string? known, string topicId, string holder) =>
        new LogIdentity(source.Name, source.Topic, known).Confirm(topicId, $"{who}: {holder}");

    private T Ask<T>(Func<CancellationToken, Task<T>> ask, CancellationToken stop) =>
        retry.ExecuteAsync(async c => await ask(c).ConfigureAwait(false), stop).AsTask().GetAwaiter().GetResult();
}
