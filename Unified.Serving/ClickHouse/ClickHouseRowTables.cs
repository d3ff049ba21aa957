using Unified.Contracts;
using Unified.Logical;
using Unified.Serving.Versions;

namespace Unified.Serving.ClickHouse;

/// <summary>The tables of all jobs in one ClickHouse database. Thread-safe.</summary>
public sealed class ClickHouseRowTables : IRowTables
{
    private readonly ClickHouseDatabase _database;
    private readonly FlushWriter _stream;
    private readonly SliceWriter _slices;
    private readonly QuarantineWriter _quarantine;

    public ClickHouseRowTables(ClickHouseDatabase database, IManifestStore manifests)
    {
        _database = database;
        var ledger = new LedgerTable(database);
        _stream = new FlushWriter(database, ledger, new CutGrowth(manifests, database));
        _slices = new SliceWriter(database, ledger);
        _quarantine = new QuarantineWriter(database);
    }

    /// <inheritdoc />
    public async Task CreateAsync(JobPlan plan, CancellationToken cancellation)
    {
        var tables = new JobTables(_database, plan);
        foreach (var statement in SharedTables.Create(_database).Concat(TableDdl.Create(plan, tables)))
        {
            await _database.ExecuteAsync(statement, cancellation).ConfigureAwait(false);
        }

        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            var select = ViewSql.Select(plan, tables, kind, ManifestSource.Newest(_database, plan));
            await _database.ExecuteAsync($"CREATE OR REPLACE VIEW {tables.VersionView(kind)} AS {select}", cancellation).ConfigureAwait(false);
        }

        await new VersionTable(_database).StoreAsync(plan, cancellation).ConfigureAwait(false);
        await new PublicViews(_database).EnsureAsync(plan.Job, plan.Version, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) => _stream.WriteAsync(plan, flush, cancellation);

    /// <inheritdoc />
    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) => _slices.WriteAsync(plan, slice, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlySet<int>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        (await new LedgerTable(_database).NewestAsync(plan, cancellation).ConfigureAwait(false)).Keys.ToHashSet();

    /// <inheritdoc />
    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => _quarantine.WriteAsync(records, cancellation);
}
