using System.Globalization;
using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Archiving;

/// <summary>What became of an epoch that was decoded again.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Read">Its records.</param>
/// <param name="Quarantined">Of those, quarantined under the columns of today.</param>
/// <param name="Recovered">Records that could not be decoded then and are accepted today.</param>
/// <param name="Refused">
/// Records that were accepted then and cannot be decoded today: kept as bytes that mean the same as the original's.
/// </param>
public sealed record RedecodedEpoch(EpochId Epoch, long Read, long Quarantined, long Recovered, long Refused);

/// <summary>
/// Decodes epochs that were archived under other columns again, under those of today: from their own files, which hold every record,
/// accepted or as raw bytes. What comes out equals what the archiver would write today from Kafka, but for the spelling of values in
/// <c>_extra</c> and in the quarantine; where that cannot be known, the epoch stays as it is and is refused by name. May be repeated, and
/// killed at any point. Not beside an archiver of the same partitions that starts at that moment: it removes files that are being
/// written.
/// </summary>
public sealed class EpochRedecoding(SourceSchema source, ArchiverOptions options, ILogger<EpochRedecoding> log)
{
    private readonly string _root = options.Root;

    /// <summary>Every epoch that has a file, by the names of the files alone: none is opened.</summary>
    public IEnumerable<EpochId> Archived() => ArchivedEpochs.Partitions(_root, source.Name)
        .SelectMany(p => ArchivedEpochs.Of(_root, p).Select(e => new EpochId(p, e)));

    /// <summary>The epochs whose files were written under other columns, and those whose decoding was interrupted.</summary>
    /// <exception cref="DataException">A file is damaged, or not of this source.</exception>
    public IEnumerable<EpochId> Outdated() => Archived().Where(IsOutdated);

    /// <summary>Decodes an epoch again; null when it is as it would be written today.</summary>
    /// <exception cref="DataException">Its files do not say enough for that, or are not what they should be.</exception>
    public RedecodedEpoch? Redecode(EpochId epoch)
    {
        if (!IsOutdated(epoch))
        {
            return null;
        }

        var outcome = Rewrite(epoch);
        log.Redecoded(epoch, outcome.Read, outcome.Quarantined, outcome.Recovered, outcome.Refused);
        return outcome;
    }

    private bool IsOutdated(EpochId epoch)
    {
        using var file = new ArchivedFile(ArchiveLayout.File(_root, epoch));
        ArchivedEpochs.CheckFormat(source, file.Path, file.Metadata);
        // A rewrite that was interrupted leaves more in the quarantine than the epoch counts.
        return !file.Declared.SequenceEqual(source.Columns) || Count(Quarantine(epoch)) > Number(file, ArchiveLayout.QuarantinedKey);

        static long Count(ArchivedFile? quarantine)
        {
            using (quarantine)
            {
                return quarantine?.Rows ?? 0;
            }
        }
    }

    private RedecodedEpoch Rewrite(EpochId epoch)
    {
        using var then = new ArchivedFile(ArchiveLayout.File(_root, epoch));
        using var raw = Quarantine(epoch);
        if (Number(then, ArchiveLayout.EpochLengthKey) != source.Epochs.Offsets)
        {
            throw Refuse(epoch, $"file '{then.Path}' was written with epochs of {then.Metadata[ArchiveLayout.EpochLengthKey]} offsets, "
                + $"and the source declares {source.Epochs}");
        }

        if (ArchiveLayout.CutOtherwise(then.Metadata, source) is { } cut)
        {
            throw Refuse(epoch, $"its records were {cut} then, and are {source.Format}");
        }

        if (ArchiveLayout.Respelled(then.Metadata, source) is { } changed)
        {
            throw Refuse(epoch, $"column '{changed.Name}' was read from other fields or spellings then");
        }

        if (then.Declared.FirstOrDefault(c => ArchiveLayout.HasForm(then.Metadata, c.Name) && source.Columns.All(n => n.Name != c.Name)) is
            { } gone)
        {
            throw Refuse(epoch, $"column '{gone.Name}' is not declared any more, and how its records spelled it is not known without it");
        }

        var respelled = Respelled(epoch, then);
        var text = new RecordText(then.Declared, source, (column, why) => Refuse(epoch, $"column '{column}': {why}"));
        using var now = new EpochFile(_root, source, epoch, then.Metadata.GetValueOrDefault(ArchiveLayout.IdentityKey));
        using var both = new QuarantineTable(ArchiveLayout.QuarantineFile(_root, epoch));
        var outcome = Decode(epoch, then, raw, text, now, both);
        if (respelled.Concat(text.Respelled).ToList() is { Count: > 0 } fields)
        {
            now.Note(ArchiveLayout.RespelledKey, string.Join('\n', fields.Select(f => $"{f.Name} {f.Type}")));
        }

        Publish(epoch, now, both);
        return outcome;
    }

    private RedecodedEpoch Decode(EpochId epoch, ArchivedFile then, ArchivedFile? raw, RecordText text, EpochFile now, QuarantineTable both)
    {
        var (first, end) = (source.Epochs.First(epoch.Epoch), source.Epochs.End(epoch.Epoch));
        using var accepted = new ArchivedRows(then, first, end, source.HasManyEvents);
        var records = new RecordRows(accepted, text, source.Format);
        using var bad = raw is null ? null : new ArchivedRows(raw, first, end);
        var (found, recovered, refused, events) = (0L, 0L, 0L, 0L);
        var (more, moreBad) = (accepted.MoveNext(), bad?.MoveNext() == true);
        while (more || moreBad)
        {
            if (more && (!moreBad || accepted.Offset <= bad!.Offset))
            {
                // An interrupted rewrite has put it into the quarantine too.
                moreBad = moreBad && (bad!.Offset != accepted.Offset || bad.MoveNext());
                more = records.MoveNext();
                var record = records.Record;
                events += records.Events;
                if (now.Add(record) is { } reason)
                {
                    refused++;
                    both.Add(record, reason);
                }
            }
            else
            {
                var values = (Apache.Arrow.BinaryArray)bad!.Batch!.Column(QuarantineTable.Raw);
                var record = bad.Record(values.IsValid(bad.Row) ? values.GetBytes(bad.Row) : [], values.IsValid(bad.Row));
                var reason = now.Add(record);
                recovered += reason is null ? 1 : 0;
                both.Add(record, reason ?? ((Apache.Arrow.StringArray)bad.Batch.Column(QuarantineTable.Reason)).GetString(bad.Row));
                found++;
                moreBad = bad.MoveNext();
            }

            now.FlushGroups(all: false);
            if (both.IsFull)
            {
                both.FlushGroup();
            }
        }

        var counted = Number(then, ArchiveLayout.QuarantinedKey);
        return found == counted && events + found == Number(then, ArchiveLayout.ReadKey)
            ? new RedecodedEpoch(epoch, now.Read, now.Quarantined, recovered, refused)
            : throw Refuse(epoch, string.Create(CultureInfo.InvariantCulture,
                $"{counted} of its records could not be decoded then, and the bytes of {found} are kept in ")
                + $"'{ArchiveLayout.QuarantineFile(_root, epoch)}'");
    }

    // No record may be in neither file, wherever this is killed; one that is in both is found again.
    private void Publish(EpochId epoch, EpochFile now, QuarantineTable both)
    {
        both.Publish(now.Metadata);
        // If the process dies here, what is refused today is in the epoch and in the quarantine.
        now.PublishAccepted();
        // If the process dies here, what is accepted today is in both.
        if (now.Quarantined > 0)
        {
            now.PublishQuarantined();
        }
        else
        {
            File.Delete(ArchiveLayout.QuarantineFile(_root, epoch));
        }
    }

    /// <summary>The fields of <c>_extra</c> whose spelling an earlier rewrite has lost, as far as they are not declared now.</summary>
    private List<Field> Respelled(EpochId epoch, ArchivedFile then)
    {
        var fields = then.Metadata.GetValueOrDefault(ArchiveLayout.RespelledKey) is not { } known ? []
            : known.Split('\n').Select(f => f.Split(' ')).Select(f => new Field(f[0], DataType.Parse(f[1]))).ToList();
        foreach (var field in fields)
        {
            if (source.Columns.FirstOrDefault(c => c.Name == field.Name)?.Type is { } type && (field.Type.Kind, type.Kind) is
                (TypeKind.Decimal, TypeKind.Int32 or TypeKind.Int64) or (TypeKind.Timestamp, TypeKind.String))
            {
                throw Refuse(epoch,
                    $"column '{field.Name}': it was {field.Type} once and is {type}. How its values were written then is not kept");
            }
        }

        return [.. fields.Where(f => source.Columns.All(c => c.Name != f.Name))];
    }

    private ArchivedFile? Quarantine(EpochId epoch) =>
        ArchiveLayout.QuarantineFile(_root, epoch) is var path && File.Exists(path) ? new ArchivedFile(path) : null;

    private static long Number(ArchivedFile file, string key) =>
        long.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new DataException(
            $"File '{file.Path}' has no count '{key}' in its metadata. It was not written by the archiver: restore it.");

    private DataException Refuse(EpochId epoch, string why) => new(
        $"Source '{source.Name}': {epoch} cannot be decoded again under the columns of today: {why}. While Kafka still has these records, "
        + $"remove '{ArchiveLayout.File(_root, epoch)}', and the archiver writes it anew. Otherwise declare the columns as they were, "
        + "or give the source another Name.");
}
