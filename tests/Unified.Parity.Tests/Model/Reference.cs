using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Physical;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Model;

/// <summary>
/// The answer without a scheduler: each event alone through the step function, the rows merged by the test kit. Knows nothing of decoding,
/// chunks, flushes or files. All prefixes of every epoch are kept as digests.
/// </summary>
internal sealed class Reference
{
    private readonly Case _case;
    private readonly Facts _quarantine = [];

    public Reference(Case one)
    {
        _case = one;
        foreach (var log in one.Log)
        {
            var source = one.Plan.Source(log.Partition);
            var epochs = source.Epochs;
            var fold = one.Job.Program.Open(log.Partition, EventOrigin.Log, StageState.Empty);
            for (var e = 0L; epochs.First(e) < log.End; e++)
            {
                Epochs.Add(new EpochId(log.Partition, e), new EpochReference(one.Plan, new EpochId(log.Partition, e)));
            }

            foreach (var entry in log.Entries)
            {
                var row = new RowTable(one.Plan.Rows);
                if (entry.Event is null)
                {
                    fold.AddUndecodable(1);
                    _quarantine.Add(StreamTable.Quarantined(log.Partition, entry.Offset, ""), "");
                }
                else
                {
                    using var batch = EventBatches.From(source, [entry.Event], entry.Offset);
                    foreach (var rejected in fold.Add(batch))
                    {
                        _quarantine.Add(StreamTable.Quarantined(log.Partition, rejected.Offset, one.Plan.Job), "");
                    }
                }

                var counts = fold.Counts;
                using var rows = fold.Close(changedOnly: false).Rows;
                row.Add(rows);
                Epochs[new EpochId(log.Partition, epochs.Of(entry.Offset))].Add(entry.Offset, row, counts);
            }
        }
    }

    /// <summary>Every epoch that the log's position has entered.</summary>
    public SortedDictionary<EpochId, EpochReference> Epochs { get; } = [];

    /// <summary>The names of the quarantined records, without reasons.</summary>
    public IEnumerable<string> Quarantine => _quarantine.Keys;

    /// <summary>Rows and ledgers as the stream's tables must have them at the end.</summary>
    public Facts StreamFacts()
    {
        var facts = new Facts();
        foreach (var (id, epoch) in Epochs)
        {
            facts.Add($"{id} ", epoch.Rows).Add(Ledger(id));
        }

        return facts;
    }

    /// <summary>The merged rows of all epochs that are asked for.</summary>
    public RowTable Merged(Func<EpochId, bool> wanted)
    {
        var table = new RowTable(_case.Plan.Rows);
        foreach (var (_, epoch) in Epochs.Where(e => wanted(e.Key)))
        {
            table.Add(epoch.Rows);
        }

        return table;
    }

    /// <summary>The ledger of an epoch at the end of the log.</summary>
    public EpochLedger Ledger(EpochId id)
    {
        var covered = Math.Min(_case.LogOf(id.Partition).End, _case.Epochs(id.Partition).End(id.Epoch));
        return new EpochLedger(id, covered, Epochs[id].Counts(covered));
    }
}
