using Apache.Arrow;
using Unified.Batch.Engines;
using Unified.Columnar;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;

namespace Unified.Batch.Spark;

/// <summary>
/// Computes slices with Spark: SQL that is lowered from the plan, over the files where Spark sees them. The same rows and counts as the
/// native engine's, or an error. Thread-safe.
/// </summary>
internal sealed class SparkEngine(Func<CancellationToken, Task<SparkSession>> open, SparkFiles files) : ISliceEngine, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private SparkSession? _session;

    /// <inheritdoc />
    public string Name => EngineNames.Spark;

    /// <inheritdoc />
    public void Require(JobPlan plan)
    {
        _ = SliceSql.Rows(plan, SqlEngine.Spark);
        foreach (var source in plan.Sources)
        {
            _ = SliceSql.Taken(plan, source.Name, SqlEngine.Spark);
        }
    }

    /// <inheritdoc />
    public async Task<IComputedSlice> ComputeAsync(
        JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (log, partition) = slice switch
        {
            HistorySlice day => (day.Log, new LogPartition(day.Log, LogPartition.History)),
            LogSlice epochs => (epochs.Partition.Log, epochs.Partition),
            _ => throw new InternalException($"Slice {slice} has no runner."),
        };
        Refuse(plan, slice, excluded);
        var input = files.Of(plan, slice, SliceSql.NeedsPlaces(plan, log));
        if (input.Inputs.Count == 0)
        {
            return new SparkSlice(new RowSpill(0, Path.GetTempPath()), 0, Ledger(plan, slice, partition, input, [], []), Kept(input));
        }

        var session = await SessionAsync(cancellation).ConfigureAwait(false);
        // Rows last: they are the ones that memory is needed for.
        OracleInput[] events = [.. input.Inputs];
        var read = SliceSql.Read(plan, log, SqlEngine.Spark, events);
        var found = await CountsAsync(session, read, input.Tables, 2, cancellation).ConfigureAwait(false);
        var took = SliceSql.Taken(plan, log, SqlEngine.Spark, events);
        var taken = await CountsAsync(session, took, input.Tables, 1, cancellation).ConfigureAwait(false);
        var ledger = Ledger(plan, slice, partition, input, found, taken);
        var rows = await session.QueryAsync(SliceSql.Rows(plan, SqlEngine.Spark, events), input.Tables,
            () => new GatheredRows(), (gathered, batch) =>
            {
                using (batch)
                {
                    gathered.Add(EngineRows.Read(plan.Rows, batch));
                }

                return ValueTask.CompletedTask;
            }, null, cancellation).ConfigureAwait(false);
        return new SparkSlice(rows.Spill, rows.Count, ledger, Kept(input));
    }

    private static void Refuse(JobPlan plan, Slice slice, IReadOnlyList<Exclusion> excluded)
    {
        if (slice is LogSlice log && plan.Source(log.Partition).Epochs is var epochs && excluded.FirstOrDefault(e =>
            e.Partition == log.Partition && e.Offset >= epochs.First(log.First) && e.Offset < epochs.First(log.End)) is { } one)
        {
            throw new EngineRefusal(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Job '{plan.Job}': offset {one.Offset} of {log.Partition} is excluded, which only the native engine knows how to do. ")
                + "Use --engine native for this slice.");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        _gate.Dispose();
    }

    // One session for all slices: it runs several queries beside each other.
    private async Task<SparkSession> SessionAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _session ??= await open(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static async Task<Dictionary<long, long[]>> CountsAsync(
        SparkSession session, string sql, IReadOnlyList<SparkTable> tables, int counts, CancellationToken cancellation) =>
        await session.QueryAsync(sql, tables, () => new Dictionary<long, long[]>(), (all, batch) =>
        {
            using (batch)
            {
                long At(int column, int row) => ((Int64Array)batch.Column(column)).GetValue(row)!.Value;
                for (var row = 0; row < batch.Length; row++)
                {
                    all[At(0, row)] = [.. Enumerable.Range(1, counts).Select(c => At(c, row))];
                }
            }

            return ValueTask.CompletedTask;
        }, null, cancellation).ConfigureAwait(false);

    // Of a day Spark gives one count, whatever epoch it calls it: its places are nobody's offsets.
    private static List<EpochLedger> Ledger(JobPlan plan, Slice slice, LogPartition partition, SparkInput input,
        Dictionary<long, long[]> found, Dictionary<long, long[]> taken)
    {
        long Of(Dictionary<long, long[]> counts, long epoch, int number) => slice is HistorySlice ? counts.Values.Sum(c => c[number])
            : counts.TryGetValue(epoch, out var c) ? c[number] : 0;
        var ledger = new List<EpochLedger>();
        foreach (var (epoch, events, undecodable, _) in input.Epochs)
        {
            var (read, emitted) = (Of(found, epoch, 0), Of(taken, epoch, 0));
            if (read != events)
            {
                throw new TransientException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"Job '{plan.Job}', slice {slice}: Spark read {read} events of {new EpochId(partition, epoch)}, and the files' footers "
                        + $"promise {events}. ")
                    + "Nothing was written. Where Spark sees other files than this host, correct Unified:Spark:Paths; then run it again.");
            }

            var covered = slice is HistorySlice ? 0 : plan.Source(partition).Epochs.End(epoch);
            ledger.Add(new EpochLedger(new EpochId(partition, epoch), covered,
                new LedgerCounts(read + undecodable, emitted, read - emitted, undecodable))
            { Foreign = read - Of(found, epoch, 1) });
        }

        return ledger;
    }

    // As the native engine keeps them: the first of each epoch.
    private static List<QuarantinedRecord> Kept(SparkInput input)
    {
        var kept = new List<QuarantinedRecord>();
        foreach (var epoch in input.Epochs)
        {
            var budget = new QuarantineBudget();
            foreach (var record in epoch.Kept)
            {
                if (budget.Takes(record.Raw.Span, out var raw))
                {
                    kept.Add(raw.Length == record.Raw.Length ? record : record with { Raw = default });
                }
            }
        }

        return kept;
    }
}
