using Unified.Contracts;
using Unified.Errors;

namespace Unified.Streaming.Runtime;

/// <summary>Epochs that are taken whole, and not record by record.</summary>
public sealed partial class EpochStepper
{
    /// <summary>Takes the whole epoch out of the archive, for a log that has forgotten its beginning.</summary>
    /// <exception cref="DataException">The epoch is not archived.</exception>
    public void AddArchived(IArchiveReader archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        if (Position != RestartAt)
        {
            throw new InternalException($"Job '{_job}', {Epoch}: part of it was read before the archive.");
        }

        var (read, quarantined) = archive.Counts(_source, Epoch);
        foreach (var batch in archive.Read(_source, Epoch, _input.Columns.Items))
        {
            using (batch)
            {
                Fold(batch);
            }
        }

        _quarantined.AddRange(quarantined > 0 ? archive.Quarantined(_source, Epoch) : []);
        _run.AddUndecodable(quarantined);
        Read += read;
        Quarantined += quarantined;
        AdvanceTo(_epochs.End(_epoch));
    }

    /// <summary>Goes past the epoch, which the tables have: nothing of it is given out.</summary>
    public void PassStored()
    {
        if (Position != RestartAt)
        {
            throw new InternalException($"Job '{_job}', {Epoch}: part of it was read, and now it is said to be stored.");
        }

        _epoch++;
        Position = RestartAt;
    }
}
