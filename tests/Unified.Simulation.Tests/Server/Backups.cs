namespace Unified.Simulation.Tests.Server;

/// <summary>What of a server is in a backup.</summary>
internal enum BackupOf
{
    /// <summary>All of it: tables, ledger, manifests.</summary>
    Server,

    /// <summary>The rows that streams wrote, under a ledger that is newer.</summary>
    StreamRows,

    /// <summary>The promoted and the staged rows, under manifests that are newer.</summary>
    PromotedRows,
}

/// <summary>Copies of tables as they once were. Somebody restores one while the log, the commits and the archive have gone on.</summary>
internal sealed class Backups(World world)
{
    private readonly List<(string Name, Action Restore)> _all = [];

    /// <summary>Takes one.</summary>
    public void Take()
    {
        var of = (BackupOf)world.Random.Next(3);
        var (rows, shared) = (world.Rows, world.Server.Shared);
        Action[] tables = of switch
        {
            BackupOf.StreamRows => [rows.BackUpStream()],
            BackupOf.PromotedRows => [rows.BackUpBatch()],
            _ => [rows.BackUpStream(), rows.BackUpBatch(), shared.BackUp()],
        };
        var name = $"{of} of {world.Time.Now:dd HH:mm:ss}";
        world.Tell($"a backup of {name}");
        _all.Add((name, () => Array.ForEach(tables, t => t())));
    }

    /// <summary>Restores one of them, if there is any. The server is away meanwhile: what was on its way to it is lost.</summary>
    /// <returns>False when there is none.</returns>
    public bool Restore()
    {
        if (_all.Count == 0)
        {
            return false;
        }

        var (name, restore) = _all[world.Random.Next(_all.Count)];
        world.Server.Forget();
        restore();
        world.Tell($"restored is {name}");
        return true;
    }
}
