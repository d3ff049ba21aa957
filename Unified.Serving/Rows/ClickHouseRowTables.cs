using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>The tables of all jobs in one ClickHouse database. Thread-safe.</summary>
public sealed class ClickHouseRowTables : IRowTables
{
    private readonly ClickHouseDatabase _database;
    private readonly Ledgers _ledgers;
    private readonly FlushWriter _stream;
    private readonly SliceWriter _slices;
    private readonly Quarantine _quarantine;

    public ClickHouseRowTables(ClickHouseDatabase database, IManifestStore manifests)
    {
        _database = database;
        _ledgers = new Ledgers(database);
        _stream = new FlushWriter(database, _ledgers, new CutGrowth(manifests, database));
        _slices = new SliceWriter(database, _ledgers);
        _quarantine = new Quarantine(database);
    }

    /// <inheritdoc />
    public async Task CreateAsync(JobPlan plan, CancellationToken cancellation)
    {
        await new DatabaseSchema(_database).EnsureAsync(cancellation).ConfigureAwait(false);
        var tables = new JobTables(_database, plan);
        foreach (var statement in TableDdl.Create(plan, tables))
        {
            await _database.ExecuteAsync(statement, cancellation).ConfigureAwait(false);
        }

        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            await _database.ExecuteAsync(ServedSql.View(_database, plan, tables, kind), cancellation).ConfigureAwait(false);
        }

        await new StoredVersions(_database).StoreAsync(plan, cancellation).ConfigureAwait(false);
        await new PublicViews(_database).EnsureAsync(plan.Job, plan.Version, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        _stream.WriteAsync(plan, flush, cancellation);

    /// <inheritdoc />
    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) =>
        _slices.WriteAsync(plan, slice, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        new StoredEpochs(_database).ReadAsync(plan, log, from, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        (await _ledgers.NewestAsync(plan, cancellation).ConfigureAwait(false)).Keys.ToHashSet();

    /// <inheritdoc />
    public Task<IReadOnlyList<Exclusion>> ExcludedAsync(JobPlan plan, string log, CancellationToken cancellation) =>
        new Exclusions(_database).FindAsync(plan.Job, log, cancellation);

    /// <inheritdoc />
    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) =>
        _quarantine.WriteAsync(records, cancellation);
}
