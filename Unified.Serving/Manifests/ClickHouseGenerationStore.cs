using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>Planned generations and their finished slices in ClickHouse. Thread-safe.</summary>
public sealed class ClickHouseGenerationStore(ClickHouseDatabase database) : IGenerationStore
{
    /// <inheritdoc />
    public async Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation) =>
        // One that was promoted has made a newer manifest than the one it was planned on, so that nobody asks for its base any more. A rebuild was asked for
        // by somebody: it comes first, also where the clock that numbered another one was ahead.
        await ReadAsync(plan, string.Create(CultureInfo.InvariantCulture, $"base_seq = {baseSeq} AND given_up = 0 ORDER BY rebuild DESC, id DESC LIMIT 1"), cancellation)
            .ConfigureAwait(false) is [var open] ? open : null;

    /// <inheritdoc />
    public Task CreateAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: false, cancellation);

    /// <inheritdoc />
    public Task GiveUpAsync(Generation generation, CancellationToken cancellation) => WriteAsync(generation, givenUp: true, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false)).Select(s => s.Slice).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> StagedFilesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) =>
        (await SlicesAsync(plan, generation, cancellation).ConfigureAwait(false)).Select(s => (Slice: Slice.Parse(s.Slice), s.Files))
            .Where(s => s.Slice is HistorySlice).ToDictionary(s => ((HistorySlice)s.Slice).Day, s => s.Files.Select(HistoryFile.Parse).ToImmutableArray());

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<int, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest, CancellationToken cancellation) =>
        new PromotedFiles(database).ReadAsync(manifest, cancellation);

    /// <summary>The finished slices: of each the attempt that counts, and how many rows it wrote.</summary>
    internal Task<IReadOnlyList<StagedSlice>> SlicesAsync(JobPlan plan, ulong generation, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT slice, argMax((attempt, rows, files), (written, attempt)) AS last, last.1, last.2, last.3 FROM {database.Table(SharedTables.Slices)} "
        + $"WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} AND generation = {generation.ToString(CultureInfo.InvariantCulture)} GROUP BY slice ORDER BY slice",
        r => new StagedSlice(r.GetString(0), r.GetString(2), checked((long)r.GetFieldValue<ulong>(3)), r.GetFieldValue<string[]>(4)), cancellation);

    /// <summary>All generations that were ever planned.</summary>
    internal Task<IReadOnlyList<Generation>> AllAsync(JobPlan plan, CancellationToken cancellation) => ReadAsync(plan, "1 ORDER BY id", cancellation);

    private Task<IReadOnlyList<Generation>> ReadAsync(JobPlan plan, string where, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT id, base_seq, slices, rebuild FROM {database.Table(SharedTables.Generations)} FINAL "
        + $"WHERE job = {ClickHouseSql.Text(plan.Job)} AND version = {ClickHouseSql.Text(plan.Version)} AND {where}",
        r => Read(plan, r), cancellation);

    private static Generation Read(JobPlan plan, ClickHouseDataReader r) => new()
    {
        Id = r.GetFieldValue<ulong>(0),
        Job = plan.Job,
        Version = plan.Version,
        BaseSeq = r.GetInt64(1),
        Slices = [.. r.GetFieldValue<string[]>(2).Select(Slice.Parse)],
        Rebuild = r.GetFieldValue<byte>(3) != 0,
    };

    private Task WriteAsync(Generation generation, bool givenUp, CancellationToken cancellation) => database.InsertJsonAsync(
        $"{database.Table(SharedTables.Generations)} (job, version, id, base_seq, slices, given_up, created, rebuild)", [generation], (json, g) =>
        {
            json.WriteString("job", g.Job);
            json.WriteString("version", g.Version);
            json.WriteNumber("id", g.Id);
            json.WriteNumber("base_seq", g.BaseSeq);
            json.WriteStartArray("slices");
            foreach (var slice in g.Slices)
            {
                json.WriteStringValue(slice.Name);
            }

            json.WriteEndArray();
            json.WriteNumber("given_up", givenUp ? 1 : 0);
            json.WriteString("created", ClickHouseTime.Text(database.Time.GetUtcNow()));
            json.WriteNumber("rebuild", g.Rebuild ? 1 : 0);
        }, cancellation);
}

/// <summary>A finished slice: its name, the attempt whose rows count, how many they are, and the history files that it read.</summary>
internal sealed record StagedSlice(string Slice, string Attempt, long Rows, IReadOnlyList<string> Files);
