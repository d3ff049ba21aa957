using System.Collections.Immutable;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Planned generations and their finished slices in ClickHouse. Thread-safe.</summary>
public sealed class ClickHouseGenerationStore : IGenerationStore
{
    private readonly IStatements _tables;

    /// <param name="database">Where they are.</param>
    public ClickHouseGenerationStore(ClickHouseDatabase database)
        : this(new ClickHouseStatements(database))
    {
    }

    internal ClickHouseGenerationStore(IStatements tables) => _tables = tables;

    /// <inheritdoc />
    public async Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation) =>
        // One that was promoted has made a newer manifest than the one it was planned on, so that nobody asks for its base any more. A
        // rebuild was asked for by somebody: it comes first, also where the clock that numbered another one was ahead.
        await _tables.ReadAsync(GenerationTable.Open(VersionKey.Of(plan), baseSeq), cancellation).ConfigureAwait(false)
            is [var open, ..] ? open.Generation : null;

    /// <inheritdoc />
    public Task CreateAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: false, cancellation);

    /// <inheritdoc />
    public Task GiveUpAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: true, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlySet<string>> DoneSlicesAsync(
        JobPlan plan, ulong generation, Slice? only, CancellationToken cancellation)
    {
        StagedSlice[] said = [.. (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false))
            .Where(s => only is null || s.Slice == only.Name)];
        if (said.Length == 0)
        {
            return new HashSet<string>();
        }

        var attempts = new Attempts(generation, [.. said.Select(s => (s.Slice, s.Attempt))]);
        var there = await _tables.StagedCountsAsync(plan, attempts, cancellation).ConfigureAwait(false);
        return said.Where(s => there.GetValueOrDefault(s.Slice) == checked((long)s.Rows)).Select(s => s.Slice)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> StagedFilesAsync(
        JobPlan plan, ulong generation, CancellationToken cancellation) =>
        (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false)).Select(s => (Slice: Slice.Parse(s.Slice), s.Files))
            .Where(s => s.Slice is HistorySlice).ToDictionary(s => ((HistorySlice)s.Slice).Of,
                s => s.Files.Select(HistoryFile.Parse).ToImmutableArray());

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest,
        CancellationToken cancellation) =>
        new PromotedFiles(_tables).ReadAsync(manifest, cancellation);

    /// <summary>The finished slices: of each the attempt that counts.</summary>
    internal Task<IReadOnlyList<StagedSlice>> SlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        _tables.ReadAsync(SliceTable.Of(VersionKey.Of(plan), generation), cancellation);

    /// <summary>All generations that were ever planned.</summary>
    internal async Task<IReadOnlyList<Generation>> AllAsync(JobPlan plan, CancellationToken cancellation) =>
        [.. (await _tables.ReadAsync(GenerationTable.Of(VersionKey.Of(plan)), cancellation).ConfigureAwait(false))
            .Select(g => g.Generation)];

    private async Task WriteAsync(Generation generation, bool givenUp, CancellationToken cancellation)
    {
        var now = await _tables.NowAsync(cancellation).ConfigureAwait(false);
        await _tables.InsertAsync(GenerationTable.Table, [new StoredGeneration(generation, givenUp, now)], cancellation)
            .ConfigureAwait(false);
    }
}
