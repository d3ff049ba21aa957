using Unified.Contracts;
using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Streaming.Runtime;

namespace Unified.Parity.Tests.Schedules;

/// <summary>
/// The stream, killed anywhere and started again at the committed offset, while older lives that nobody has told go on writing and
/// committing. With an archive some restarts find that the log has forgotten their epochs.
/// </summary>
internal sealed class Killed(Case one, PartitionLog log, StreamTable table, Random random, IArchiveReader? archive,
    Action<LogPartition>? stored)
{
    private const int Zombies = 3;

    private readonly List<StreamWriter> _zombies = [];
    private int _deaths = random.Next(2, 10);
    private long _committed;

    private enum Crash
    {
        BeforeStoring,
        WithinRows,
        BeforeLedger,
        BeforeCommit,
        None,
    }

    /// <summary>Runs all partitions into one table.</summary>
    /// <param name="one">The case.</param>
    /// <param name="random">Its luck.</param>
    /// <param name="archive">The archive, or null when the log forgets nothing.</param>
    /// <param name="stored">Told the partition after every insert that a reader could see.</param>
    /// <param name="table">The table.</param>
    public static StreamTable Run(Case one, Random random, IArchiveReader? archive, StreamTable table, Action<LogPartition>? stored = null)
    {
        foreach (var log in one.Log)
        {
            new Killed(one, log, table, random, archive, stored).Run();
        }

        return table;
    }

    private void Run()
    {
        var pace = random.Next(2, 50) * (log.Entries.Count > 1_000 ? 10 : 1);
        for (var current = Start(); current is not null;)
        {
            current.Read(random.Next(0, pace));
            switch (random.Next(_deaths > 0 ? 6 : 3))
            {
                case 0 or 1:
                    current = Flush(current, zombie: false);
                    break;
                case 3:
                    current = Die();
                    break;
                case 4 when _zombies.Count < Zombies:
                    _zombies.Add(current);
                    current = Die();
                    break;
            }

            if (_zombies.Count > 0 && random.Next(3) == 0)
            {
                StepZombie(pace);
            }
        }

        while (_zombies.Count > 0)
        {
            StepZombie(pace);
        }
    }

    private StreamWriter Die()
    {
        _deaths--;
        return Start();
    }

    private StreamWriter Start()
    {
        var writer = new StreamWriter(one, log, _committed);
        if (archive is not null && random.Next(2) == 0)
        {
            writer.Recover(archive, random.Next(1, 4));
        }

        return writer;
    }

    private void StepZombie(int pace)
    {
        var zombie = _zombies[random.Next(_zombies.Count)];
        zombie.Read(random.Next(0, pace));
        if (random.Next(2) == 0)
        {
            Flush(zombie, zombie: true);
        }

        if (random.Next(6) == 0)
        {
            _zombies.Remove(zombie);
        }
    }

    /// <summary>Flushes; what lives on afterwards, or null when the current life has stored everything.</summary>
    private StreamWriter? Flush(StreamWriter writer, bool zombie)
    {
        var crash = _deaths > 0 ? (Crash)random.Next(12) : Crash.None;
        crash = crash > Crash.None ? Crash.None : crash;
        var done = writer.AtEnd && crash == Crash.None;
        if (writer.Stepper.Flush() is { } flush)
        {
            Store(flush, crash, zombie);
        }

        if (zombie && crash != Crash.None)
        {
            // A life that failed to store a flush never stores a later one.
            _zombies.Remove(writer);
        }

        return zombie || done ? null : crash == Crash.None ? writer : Die();
    }

    private void Store(PartitionFlush flush, Crash crash, bool zombie)
    {
        if (crash == Crash.BeforeStoring)
        {
            return;
        }

        table.Store(flush.Quarantined);
        foreach (var epoch in flush.Epochs.Take(crash == Crash.WithinRows ? random.Next(flush.Epochs.Length) : int.MaxValue))
        {
            table.StoreRows(epoch);
            stored?.Invoke(log.Partition);
        }

        if (crash is Crash.WithinRows or Crash.BeforeLedger)
        {
            return;
        }

        foreach (var epoch in flush.Epochs)
        {
            table.StoreLedger(epoch.Ledger);
        }

        stored?.Invoke(log.Partition);

        // A zombie's commit is mostly refused; when it is not, it may set the offset back.
        if (crash == Crash.None && (!zombie || random.Next(3) == 0))
        {
            _committed = flush.RestartAt;
        }
    }
}
