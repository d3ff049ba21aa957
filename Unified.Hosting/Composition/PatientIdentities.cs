using System.Collections.Concurrent;
using Unified.Contracts;
using Unified.Errors;

namespace Unified.Hosting.Composition;

/// <summary>
/// The identities of logs for an archiver, which does not wait for ClickHouse: where it does not answer, what the archiver sees is taken
/// for now, beside the identity that stands in every file of the archive, and confirmed when it answers. Thread-safe.
/// </summary>
/// <param name="stored">The identities in ClickHouse.</param>
/// <param name="time">Clock.</param>
internal sealed class PatientIdentities(ILogIdentities stored, TimeProvider time) : ILogIdentities
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, string> _taken = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task<string?> FindAsync(string log, CancellationToken cancellation) =>
        _taken.TryGetValue(log, out var taken) ? taken
            : (await TryAsync(c => stored.FindAsync(log, c), cancellation).ConfigureAwait(false)).Answer;

    /// <inheritdoc />
    public async Task<string> RememberAsync(string log, string identity, CancellationToken cancellation)
    {
        var (answered, known) = await TryAsync(async c => (string?)await stored.RememberAsync(log, identity, c).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        return answered ? known! : _taken.GetOrAdd(log, identity);
    }

    /// <summary>Until cancelled: confirms what was taken.</summary>
    /// <exception cref="DataException">ClickHouse knows the log by another identity.</exception>
    public async Task ConfirmAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            foreach (var (log, taken) in _taken)
            {
                var (answered, known) = await TryAsync(
                    async c => (string?)await stored.RememberAsync(log, taken, c).ConfigureAwait(false), cancellation)
                    .ConfigureAwait(false);
                if (answered && known != taken)
                {
                    throw new DataException($"Archive of source '{log}': it began while ClickHouse did not answer, with a topic of the id "
                        + $"{taken}; the database has offsets of log '{log}' from a topic with the id {known}. It is another log. Give the "
                        + "new topic's source another Name: that makes a new version of its jobs, and a new archive.");
                }

                if (answered)
                {
                    _taken.TryRemove(log, out _);
                }
            }
        }
    }

    private static async Task<(bool Answered, string? Answer)> TryAsync(
        Func<CancellationToken, Task<string?>> ask, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return (true, await ask(patience.Token).ConfigureAwait(false));
        }
        catch (Exception error) when (error is TransientException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return (false, null);
        }
    }
}
