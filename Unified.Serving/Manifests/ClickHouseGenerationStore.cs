using System.Collections.Immutable;
using System.Globalization;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>Planned generations and their finished slices in ClickHouse. Thread-safe.</summary>
public sealed class ClickHouseGenerationStore(ClickHouseDatabase database) : IGenerationStore
{
    /// <inheritdoc />
    public async Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation) =>
        // One that was promoted has made a newer manifest than the one it was planned on, so that nobody asks for its base any more. A
        // rebuild was asked for by somebody: it comes first, also where the clock that numbered another one was ahead.
        await ReadAsync(plan, string.Create(CultureInfo.InvariantCulture,
            $"base_seq = {baseSeq} AND given_up = 0 ORDER BY rebuild DESC, id DESC LIMIT 1"), cancellation)
            .ConfigureAwait(false) is [var open] ? open : null;

    /// <inheritdoc />
    public Task CreateAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: false, cancellation);

    /// <inheritdoc />
    public Task GiveUpAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: true, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false)).Select(s => s.Slice).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> StagedFilesAsync(
        JobPlan plan, ulong generation, CancellationToken cancellation) =>
        (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false)).Select(s => (Slice: Slice.Parse(s.Slice), s.Files))
            .Where(s => s.Slice is HistorySlice).ToDictionary(s => ((HistorySlice)s.Slice).Of,
                s => s.Files.Select(HistoryFile.Parse).ToImmutableArray());

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest,
        CancellationToken cancellation) =>
        new PromotedFiles(database).ReadAsync(manifest, cancellation);

    /// <summary>The finished slices: of each the attempt that counts.</summary>
    internal Task<IReadOnlyList<StagedSlice>> SlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        SliceTable.Table.ReadAsync(
        database, $"{VersionKey.Of(plan)} AND generation = {generation.ToString(CultureInfo.InvariantCulture)} ORDER BY slice",
            cancellation);

    /// <summary>All generations that were ever planned.</summary>
    internal Task<IReadOnlyList<Generation>> AllAsync(JobPlan plan, CancellationToken cancellation) =>
        ReadAsync(plan, "1 ORDER BY id", cancellation);

    private async Task<IReadOnlyList<Generation>> ReadAsync(JobPlan plan, string where, CancellationToken cancellation) =>
        [.. (await GenerationTable.Table.ReadAsync(database, $"{VersionKey.Of(plan)} AND {where}", cancellation).ConfigureAwait(false))
            .Select(g => g.Generation)];

    private Task WriteAsync(Generation generation, bool givenUp, CancellationToken cancellation) => GenerationTable.Table.InsertAsync(
        database, [new StoredGeneration(generation, givenUp, database.Time.GetUtcNow())], cancellation);
}
