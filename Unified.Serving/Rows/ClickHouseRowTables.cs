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
    private readonly ClickHouseStatements _server;
    private readonly Ledgers _ledgers;
    private readonly FlushWriter _stream;
    private readonly SliceWriter _slices;
    private readonly Quarantine _quarantine;

    /// <summary>The tables of a database.</summary>
    /// <param name="database">Where they are.</param>
    /// <param name="manifests">Who knows the cut: rows below it are not written.</param>
    public ClickHouseRowTables(ClickHouseDatabase database, IManifestStore manifests)
    {
        _database = database;
        _server = new ClickHouseStatements(database);
        _ledgers = new Ledgers(_server);
        _stream = new FlushWriter(_server, _ledgers, new CutGrowth(manifests, _server));
        _slices = new SliceWriter(_server, _ledgers);
        _quarantine = new Quarantine(database);
    }

    /// <inheritdoc />
    public async Task CreateAsync(JobPlan plan, CancellationToken cancellation)
    {
        var wrong = await CreateAllAsync([plan], static _ => { }, cancellation).ConfigureAwait(false);
        foreach (var error in wrong.Values)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>The tables of many jobs, as far as they are missing: a job that cannot have its own keeps no other from them.</summary>
    /// <param name="plans">The jobs.</param>
    /// <param name="made">Told each job that has everything.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is wrong with the others.</returns>
    /// <exception cref="Errors.UnifiedException">ClickHouse does not answer, or its shared tables are of another build.</exception>
    public async Task<IReadOnlyDictionary<JobPlan, Errors.UnifiedException>> CreateAllAsync(
        IReadOnlyCollection<JobPlan> plans, Action<JobPlan> made, CancellationToken cancellation)
    {
        await new DatabaseSchema(_database).EnsureAsync(cancellation).ConfigureAwait(false);
        return await new JobCreation(_database).CreateAsync(plans, made, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        _stream.WriteAsync(plan, flush, cancellation);

    /// <inheritdoc />
    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) =>
        _slices.WriteAsync(plan, slice, cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        new StoredEpochs(_server).ReadAsync(plan, log, from, cancellation);

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
