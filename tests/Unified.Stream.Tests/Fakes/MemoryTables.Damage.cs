using Unified.Epochs;

namespace Unified.Streaming.Tests.Fakes;

/// <summary>What befalls tables between two runs.</summary>
internal sealed partial class MemoryTables
{
    /// <summary>The tables as they are now: what a backup holds.</summary>
    public MemoryTables Backup() => Backup(rows: this, ledger: this);

    /// <summary>Rows out of one backup beside the ledger of another.</summary>
    public static MemoryTables Backup(MemoryTables rows, MemoryTables ledger)
    {
        var copy = new MemoryTables(rows._plan);
        rows._rows.ToList().ForEach(r => copy._rows.Add(r.Key, r.Value));
        ledger._ledger.ToList().ForEach(l => copy._ledger.Add(l.Key, l.Value));
        ledger._quarantine.ToList().ForEach(q => copy._quarantine.Add(q.Key, q.Value));
        return copy;
    }

    /// <summary>Loses the rows of some epochs and keeps their ledger.</summary>
    public void LoseRows(Func<EpochId, bool> which) => _rows.Keys.Where(r => which(r.Epoch)).ToList().ForEach(r => _rows.Remove(r));

    /// <summary>Loses some rows and keeps the others.</summary>
    public void LoseSomeRows(Random random) => _rows.Keys.Where(_ => random.Next(10) == 0).ToList().ForEach(r => _rows.Remove(r));

    /// <summary>Loses the ledger of some epochs and keeps their rows.</summary>
    public void LoseLedger(Func<EpochId, bool> which) => _ledger.Keys.Where(which).ToList().ForEach(e => _ledger.Remove(e));

    /// <summary>Stores an epoch as a repair does: beyond its end, so that its rows win.</summary>
    public void Repair(EpochId epoch)
    {
        _rows.Keys.Where(r => r.Epoch == epoch).ToList().ForEach(r => _rows[r] = _rows[r] with { Covered = _ledger[epoch].Covered + 1 });
        _ledger[epoch] = _ledger[epoch] with { Covered = _ledger[epoch].Covered + 1 };
    }
}
