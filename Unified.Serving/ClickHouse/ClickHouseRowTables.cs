using Unified.Contracts;
using Unified.Logical;

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

        await CreateViewsAsync(plan, tables.VersionView, cancellation).ConfigureAwait(false);
        var shown = await new PublicVersions(_database).CurrentAsync(plan.Job, cancellation).ConfigureAwait(false);
        if (shown is null)
        {
            await SwitchAsync(plan, cancellation).ConfigureAwait(false);
        }
        else if (shown == plan.Version)
        {
            // The same definition, but perhaps newer code that writes a better view.
            await CreateViewsAsync(plan, tables.PublicView, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Points the job's public views to this version.</summary>
    public async Task SwitchAsync(JobPlan plan, CancellationToken cancellation)
    {
        await CreateViewsAsync(plan, new JobTables(_database, plan).PublicView, cancellation).ConfigureAwait(false);
        await new PublicVersions(_database).SetAsync(plan, cancellation).ConfigureAwait(false);
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

    private async Task CreateViewsAsync(JobPlan plan, Func<ViewKind, string> name, CancellationToken cancellation)
    {
        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            var select = ViewSql.Select(plan, new JobTables(_database, plan), kind, ManifestSource.Newest(_database, plan));
            await _database.ExecuteAsync($"CREATE OR REPLACE VIEW {name(kind)} AS {select}", cancellation).ConfigureAwait(false);
        }
    }
}
