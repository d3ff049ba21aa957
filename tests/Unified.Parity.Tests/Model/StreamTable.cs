using Unified.Contracts;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Streaming.Runtime;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Parity.Tests.Model;

/// <summary>
/// The stream's tables, with ClickHouse's one rule: by (identity, partition, epoch) the higher covered offset wins; of two with the same
/// the later insert.
/// </summary>
/// <param name="plan">The job.</param>
/// <param name="lastInsertWins">A table without the rule, to see that its absence is noticed.</param>
internal sealed class StreamTable(JobPlan plan, bool lastInsertWins = false)
{
    private readonly SortedDictionary<EpochId, Dictionary<string, StoredRow>> _rows = [];
    private readonly SortedDictionary<EpochId, EpochLedger> _ledger = [];
    private readonly SortedDictionary<EpochId, UInt128> _digests = [];
    private readonly Facts _quarantine = [];

    public IReadOnlyDictionary<EpochId, EpochLedger> Ledger => _ledger;

    public IEnumerable<string> Quarantine => _quarantine.Keys;

    public static string Quarantined(LogPartition partition, long offset, string job) =>
        $"partition {partition} offset {offset} quarantined for '{job}'";

    /// <summary>All of a flush, in the order in which the stream stores it.</summary>
    public void Store(PartitionFlush flush)
    {
        Store(flush.Quarantined);
        foreach (var epoch in flush.Epochs)
        {
            StoreRows(epoch);
        }

        foreach (var epoch in flush.Epochs)
        {
            StoreLedger(epoch.Ledger);
        }
    }

    public void Store(IEnumerable<QuarantinedRecord> records)
    {
        foreach (var record in records)
        {
            var (name, text) = (Quarantined(record.Partition, record.Offset, record.Job),
                $"{record.Reason} | {Convert.ToHexString(record.Raw.Span)}");
            Assert.AreEqual(text, _quarantine.GetValueOrDefault(name, text), $"{name}: the reason is a function of the record");
            _quarantine[name] = text;
        }
    }

    public void StoreRows(EpochRows epoch)
    {
        var (id, covered) = (epoch.Ledger.Epoch, epoch.Ledger.Covered);
        var stored = _rows.TryGetValue(id, out var known) ? known : _rows[id] = new(StringComparer.Ordinal);
        for (var i = 0; i < epoch.Rows.Length; i++)
        {
            var row = new RowTable(plan.Rows).Add(epoch.Rows, i);
            var (identity, states) = row.Rows.Single();
            var old = stored.GetValueOrDefault(identity);
            if (old is not null && old.Covered == covered)
            {
                Assert.AreEqual(old.States, states, $"{id} {identity}: a row is a function of epoch and covered ({covered})");
            }

            if (lastInsertWins || old is null || old.Covered <= covered)
            {
                var digest = Digest.Of(identity, states);
                _digests[id] = Digest.Replace(Visible(id), old?.Digest ?? 0, digest);
                stored[identity] = new StoredRow(covered, states, digest, row);
            }
        }
    }

    public void StoreLedger(EpochLedger ledger)
    {
        if (!_ledger.TryGetValue(ledger.Epoch, out var known) || known.Covered <= ledger.Covered)
        {
            _ledger[ledger.Epoch] = ledger;
        }
    }

    /// <summary>The digest of an epoch's rows.</summary>
    public UInt128 Visible(EpochId epoch) => _digests.GetValueOrDefault(epoch);

    /// <summary>Rows and ledgers, by epoch.</summary>
    public Facts StreamFacts()
    {
        var facts = new Facts();
        foreach (var (id, rows) in _rows)
        {
            foreach (var row in rows.Values)
            {
                facts.Add($"{id} ", row.Row);
            }
        }

        foreach (var ledger in _ledger.Values)
        {
            facts.Add(ledger);
        }

        return facts;
    }

    /// <summary>Quarantined records with their reasons and bytes.</summary>
    public Facts QuarantineFacts() => _quarantine;

    /// <summary>The merged rows of the epochs that are asked for.</summary>
    public RowTable Merged(Func<EpochId, bool> wanted)
    {
        var table = new RowTable(plan.Rows);
        foreach (var row in _rows.Where(e => wanted(e.Key)).SelectMany(e => e.Value.Values))
        {
            table.Add(row.Row);
        }

        return table;
    }

    private sealed record StoredRow(long Covered, string States, UInt128 Digest, RowTable Row);
}
