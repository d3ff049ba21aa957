using Apache.Arrow;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.TestKit.Events;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>
/// Tables in memory, with the one rule that counts: a row that is stored with a higher covered offset stays. Fails when asked to, and
/// loses what a test takes away between two runs.
/// </summary>
internal sealed partial class MemoryTables(JobPlan plan) : IRowTables
{
    private readonly JobPlan _plan = plan;
    private readonly Lock _lock = new();
    private readonly Dictionary<(EpochId Epoch, string Identity), (long Covered, string States)> _rows = [];
    private readonly Dictionary<EpochId, EpochLedger> _ledger = [];
    private readonly SortedDictionary<(LogPartition, long, string), QuarantinedRecord> _quarantine = [];
    private readonly HashSet<EpochId> _upserted = [];

    /// <summary>The next so many writes fail for a passing reason.</summary>
    public int Failures { get; set; }

    /// <summary>Records that are taken out of the job.</summary>
    public List<Exclusion> Excluded { get; } = [];

    /// <summary>Writes wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Flushes { get; private set; }

    /// <summary>Epochs that were written since <see cref="ForgetUpserts"/>.</summary>
    public IReadOnlyList<EpochId> Upserted => Locked(() => (IReadOnlyList<EpochId>)[.. _upserted]);

    public IReadOnlyList<QuarantinedRecord> Quarantine => Locked(() => (IReadOnlyList<QuarantinedRecord>)[.. _quarantine.Values]);

    public IReadOnlyDictionary<EpochId, EpochLedger> Ledger => Locked(() => new Dictionary<EpochId, EpochLedger>(_ledger));

    public LedgerCounts Counts => Ledger.Values.Aggregate(default(LedgerCounts), (sum, l) => sum + l.Counts);

    /// <summary>One line a row and epoch, then the ledger: two runs agree when this is equal.</summary>
    public string Print()
    {
        lock (_lock)
        {
            return string.Join("\n", Lines()
                .Concat(_ledger.Values.OrderBy(l => l.Epoch).Select(l => $"{l.Epoch}: {l.Covered} {l.Counts} {l.Rows} rows"))
                .Concat(_quarantine.Keys.Select(k => k.ToString())));
        }
    }

    /// <summary>One line a row and epoch.</summary>
    public string PrintRows()
    {
        lock (_lock)
        {
            return string.Join("\n", Lines());
        }
    }

    public void ForgetUpserts()
    {
        lock (_lock)
        {
            _upserted.Clear();
        }
    }

    public void Store(PartitionFlush flush)
    {
        QuarantineAsync(flush.Quarantined, default).GetAwaiter().GetResult();
        UpsertAsync(_plan, flush.Epochs, default).GetAwaiter().GetResult();
    }

    public Task CreateAsync(JobPlan plan, CancellationToken cancellation) => Task.CompletedTask;

    public async Task UpsertAsync(JobPlan plan, IReadOnlyList<EpochRows> flush, CancellationToken cancellation)
    {
        await Gate.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            Fail();
            Flushes++;
            CheckOrder(flush);
            foreach (var epoch in flush)
            {
                Assert.IsTrue(epoch.Ledger.Counts.Balanced, epoch.Ledger.ToString());
                Assert.AreEqual(Math.Min(epoch.Ledger.Counts.Quarantined, QuarantineBudget.Records), _quarantine.Keys.LongCount(q =>
                    q.Item1 == epoch.Ledger.Epoch.Partition && plan.Source(q.Item1).Epochs.Of(q.Item2) == epoch.Ledger.Epoch.Epoch
                    && q.Item2 < epoch.Ledger.Covered), "quarantined before counted");
                Upsert(epoch);
                _upserted.Add(epoch.Ledger.Epoch);
            }
        }
    }

    public Task WriteSliceAsync(JobPlan plan, SliceRows slice, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredEpoch>> StoredAsync(JobPlan plan, string log, Cut from, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var found = _rows.GroupBy(r => r.Key.Epoch)
                .ToDictionary(r => r.Key, r => (Rows: r.LongCount(), Covered: r.Max(row => row.Value.Covered)));
            return Task.FromResult<IReadOnlyList<StoredEpoch>>(
            [
                .. _ledger.Values.Where(l => l.Epoch.Partition.Log == log && l.Epoch.Epoch >= from.Of(l.Epoch.Partition))
                    .OrderBy(l => l.Epoch)
                    .Select(l => new StoredEpoch(l, found.GetValueOrDefault(l.Epoch).Rows)
                    {
                        RowsCovered = found.GetValueOrDefault(l.Epoch).Covered,
                    }),
            ]);
        }
    }

    public Task<IReadOnlySet<LogPartition>> StreamedPartitionsAsync(JobPlan plan, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<LogPartition>>(Ledger.Keys.Select(e => e.Partition).ToHashSet());

    public Task<IReadOnlyList<Exclusion>> ExcludedAsync(JobPlan plan, string log, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Exclusion>>([.. Excluded.Where(e => e.Job == plan.Job && e.Partition.Log == log)]);

    public Task QuarantineAsync(IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellation)
    {
        lock (_lock)
        {
            Fail();
            foreach (var record in records)
            {
                _quarantine[(record.Partition, record.Offset, record.Job)] = record;
            }
        }

        return Task.CompletedTask;
    }

    private void Fail()
    {
        if (Failures > 0)
        {
            Failures--;
            throw new TransientException("The tables are away.");
        }
    }

    private void Upsert(EpochRows epoch)
    {
        foreach (var (identity, states) in new RowTable(_plan.Rows).Add(epoch.Rows).Rows)
        {
            (EpochId Epoch, string Identity) key = (epoch.Ledger.Epoch, identity);
            var promised = _ledger.TryGetValue(key.Epoch, out var entry) ? Math.Min(entry.Covered, End(key.Epoch)) : 0;
            Assert.IsTrue(_rows.ContainsKey(key) || epoch.Ledger.Covered >= promised,
                $"{key} is partial and takes the place of a lost row");
            if (_rows.TryGetValue(key, out var known) && known.Covered == epoch.Ledger.Covered)
            {
                Assert.AreEqual(known.States, states, "a row is a function of epoch and covered");
            }

            if (!_rows.TryGetValue(key, out known) || known.Covered < epoch.Ledger.Covered)
            {
                _rows[key] = (epoch.Ledger.Covered, states);
            }
        }

        if (!_ledger.TryGetValue(epoch.Ledger.Epoch, out var ledger) || ledger.Covered < epoch.Ledger.Covered)
        {
            _ledger[epoch.Ledger.Epoch] = epoch.Ledger;
        }
    }

    private long End(EpochId epoch) => _plan.Source(epoch.Partition).Epochs.End(epoch.Epoch);

    private IEnumerable<string> Lines() => _rows.Select(r => (r.Key.Epoch, Text: $"{r.Key.Identity} -> {r.Value.States}"))
        .OrderBy(r => r.Epoch).ThenBy(r => r.Text, StringComparer.Ordinal).Select(r => $"{r.Epoch}: {r.Text}");

    private static void CheckOrder(IReadOnlyList<EpochRows> flush)
    {
        for (var i = 1; i < flush.Count; i++)
        {
            Assert.IsTrue(flush[i - 1].Ledger.Epoch < flush[i].Ledger.Epoch, "epochs ascend within a flush");
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
