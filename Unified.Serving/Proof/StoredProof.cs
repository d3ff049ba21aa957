using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Proof;

/// <summary>
/// Whether everything that manifest and ledger name is there and is what it was: every promoted row by count and digest, every epoch of the
/// stream by count and age. Reads all of it. Thread-safe.
/// </summary>
public sealed class StoredProof
{
    private readonly IStatements _server;

    /// <param name="database">Where the rows are.</param>
    public StoredProof(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database))
    {
    }

    internal StoredProof(IStatements server) => _server = server;

    /// <summary>Looks at everything of a job, and keeps what it finds for answers to tell.</summary>
    public async Task<StoredProofResult> RunAsync(JobPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var manifest = await new ClickHouseManifestStore(_server).CurrentAsync(plan, cancellation).ConfigureAwait(false);
        var changed = await new DamagedRows(_server).LookAsync(plan, manifest, null, cancellation).ConfigureAwait(false);
        var ledger = (await new Ledgers(_server).StreamAsync(DefinitionVersion.Of(plan), manifest.Cut, cancellation).ConfigureAwait(false))
            .Select(e => e.Ledger).ToArray();
        var missing = ledger.Length == 0 ? []
            : await new StoredRows(_server).ExactAsync(VersionKey.Of(plan), ledger, cancellation).ConfigureAwait(false);
        return new StoredProofResult(manifest.Days.Count, ledger.Length,
            [.. changed.Count == 0 ? [] : new IncompleteReason[] { new ChangedPromotedRows(manifest.Seq, [.. changed]) }, .. missing]);
    }

    /// <summary>
    /// Looks at a share of the promoted days: whoever runs it once an hour, with the number of the hour, has read all of them once a day.
    /// </summary>
    /// <param name="plan">The job.</param>
    /// <param name="turn">Which share: any number; the same days come again after <paramref name="turns"/>.</param>
    /// <param name="turns">How many shares there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The days that are not what was promoted.</returns>
    public async Task<IReadOnlyList<ChangedRows>> RunShareAsync(JobPlan plan, long turn, int turns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var manifest = await new ClickHouseManifestStore(_server).CurrentAsync(plan, cancellation).ConfigureAwait(false);
        return await new DamagedRows(_server).LookAsync(
            plan, manifest, day => Share(day, turns) == Share(turn, turns), cancellation).ConfigureAwait(false);
    }

    private static long Share(long number, int turns) => ((number % turns) + turns) % turns;
}

/// <summary>What a look at everything found.</summary>
/// <param name="Days">Days of promoted rows that were read.</param>
/// <param name="Epochs">Epochs of the stream that were counted.</param>
/// <param name="Problems">What is not as it was.</param>
public sealed record StoredProofResult(int Days, int Epochs, IReadOnlyList<IncompleteReason> Problems);
