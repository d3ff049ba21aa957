using System.Collections.Concurrent;
using System.Globalization;
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

        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            await CreateViewAsync(plan, tables, kind, tables.VersionView(kind), cancellation).ConfigureAwait(false);
        }

        if (await new PublicVersions(_database).CurrentAsync(plan.Job, cancellation).ConfigureAwait(false) is null)
        {
            await SwitchAsync(plan, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Points the job's public views to this version.</summary>
    public async Task SwitchAsync(JobPlan plan, CancellationToken cancellation)
    {
        var tables = new JobTables(_database, plan);
        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            await CreateViewAsync(plan, tables, kind, tables.PublicView(kind), cancellation).ConfigureAwait(false);
        }

        await new PublicVersions(_database).SetAsync(plan, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) => _stream.WriteAsync(plan, flush, cancellation);

    /// <inheritdoc />
    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) => _slices.WriteAsync(plan, slice, cancellation);

    /// <inheritdoc />
    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => _quarantine.WriteAsync(records, cancellation);

    private Task CreateViewAsync(JobPlan plan, JobTables tables, ViewKind kind, string name, CancellationToken cancellation) =>
        _database.ExecuteAsync($"CREATE OR REPLACE VIEW {name} AS {ViewSql.Select(plan, tables, kind, ManifestSource.Newest(_database, plan))}", cancellation);
}
