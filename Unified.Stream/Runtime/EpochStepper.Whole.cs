using Unified.Contracts;
using Unified.Errors;
using Unified.Streaming.Decoding;

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

        foreach (var record in quarantined > 0 ? archive.Quarantined(_source, Epoch) : [])
        {
            if (_undecodable.Takes(record.Raw.Span, out var kept))
            {
                Keep(kept.Length == record.Raw.Length ? record : record with { Raw = default });
            }
        }

        _run.AddUndecodable(quarantined);
        Read += read;
        Quarantined += quarantined;
        AdvanceTo(_epochs.End(_epoch));
    }

    /// <summary>Takes what the archive has of an epoch that is filling, for a log that has forgotten its beginning.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="covered">It had every record before this offset.</param>
    /// <returns>False, and nothing is taken, when it has them there no more: the epoch's own file has come meanwhile.</returns>
    public bool AddPartial(IArchiveReader archive, long covered)
    {
        ArgumentNullException.ThrowIfNull(archive);
        if (archive.Partial(_source, Epoch, covered) is not { } records)
        {
            return false;
        }

        foreach (var record in records)
        {
            Add(new LogRecord
            {
                Offset = record.Offset,
                HasValue = record.Value is not null,
                Value = record.Value is { } value ? value.Span : [],
            });
        }

        AdvanceTo(covered);
        return true;
    }

    /// <summary>Goes past the epoch, which the tables have, or nobody: nothing of it is given out.</summary>
    public void PassOver()
    {
        if (Position != RestartAt)
        {
            throw new InternalException($"Job '{_job}', {Epoch}: part of it was read, and now it is passed over.");
        }

        _epoch++;
        Position = RestartAt;
    }
}
