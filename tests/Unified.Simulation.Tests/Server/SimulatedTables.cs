using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;

namespace Unified.Simulation.Tests.Server;

/// <summary>
/// The writers of both layers over the statements of a process: as ClickHouseRowTables, without tables that have to be made.
/// </summary>
internal sealed class SimulatedTables : IRowTables
{
    private readonly SimulatedStatements _server;
    private readonly Ledgers _ledgers;
    private readonly FlushWriter _stream;
    private readonly SliceWriter _slices;

    public SimulatedTables(SimulatedStatements server)
    {
        _server = server;
        _ledgers = new Ledgers(server);
        _stream = new FlushWriter(server, _ledgers, new CutGrowth(new ClickHouseManifestStore(server), server));
        _slices = new SliceWriter(server, _ledgers);
    }

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => Task.CompletedTask;

    public Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation) =>
        _stream.WriteAsync(plan, flush, cancellation);

    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) =>
        _slices.WriteAsync(plan, slice, cancellation);

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation) =>
        new StoredEpochs(_server).ReadAsync(plan, log, from, cancellation);

    public async Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        (await _ledgers.NewestAsync(plan, cancellation).ConfigureAwait(false)).Keys.ToHashSet();

    // What is quarantined is in no answer.
    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation) => Task.CompletedTask;
}
