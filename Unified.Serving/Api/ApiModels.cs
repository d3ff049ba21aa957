using Unified.Epochs;
using Unified.Logical;
using Unified.Time;

namespace Unified.Serving.Api;

/// <summary>A column of a job's answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: string, int64, decimal(28,2), timestamp; with ? when it may be null.</param>
/// <param name="Role">key, window or value.</param>
public sealed record ColumnInfo(string Name, string Type, string Role);

/// <summary>A job as the catalogue lists it.</summary>
public sealed record JobInfo(string Job, string DefinitionVersion, string Source, string Topic, long EpochLength, IReadOnlyList<ColumnInfo> Columns)
{
    internal static JobInfo From(JobPlan plan) => new(
        plan.Job, plan.Version, plan.Source.Name, plan.Source.Topic, plan.Source.Epochs.Offsets,
        [.. plan.Outputs.Select(c => new ColumnInfo(c.Field.Name, c.Field.Type.ToString(), c.Key is null ? "value" : c.Key == plan.Rows.Window?.Name ? "window" : "key"))]);
}

/// <summary>A manifest and its sequence.</summary>
public sealed record ManifestId(long Seq, Guid Id);

/// <summary>A job and how far its answer reaches.</summary>
/// <param name="Info">The catalogue's entry.</param>
/// <param name="PublicVersion">The version that the views named as the job show.</param>
/// <param name="Manifest">The current manifest.</param>
/// <param name="Cut">Partition to the first epoch that the stream owns.</param>
/// <param name="Begins">Partition to the first offset that can be in the answer.</param>
/// <param name="Frontier">Partition to the next offset.</param>
/// <param name="Complete">True when nothing is known to be missing.</param>
/// <param name="Reasons">Why it is not complete.</param>
/// <param name="Notes">What the answer leaves out by declaration.</param>
/// <param name="Plan">The logical plan.</param>
public sealed record JobDetail(
    JobInfo Info, string? PublicVersion, ManifestId Manifest, IReadOnlyDictionary<int, long> Cut, IReadOnlyDictionary<int, long> Begins,
    IReadOnlyDictionary<int, long> Frontier, bool Complete, IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes, string Plan);

/// <summary>A manifest of a job's history.</summary>
public sealed record ManifestInfo(
    long Seq, Guid Id, DateTimeOffset Created, string Who, string Why, string Code, IReadOnlyDictionary<int, long> Cut,
    IReadOnlyList<ulong> Generations, int Days, int HistoryDays)
{
    internal static ManifestInfo From(Manifest manifest) => new(
        manifest.Seq, manifest.Id, manifest.Created, manifest.Who, manifest.Why, manifest.Code, manifest.Cut.Epochs,
        [.. manifest.Generations], manifest.Days.Count, manifest.HistoryDays.Count);
}

/// <summary>Totals of a ledger: read = emitted + filtered + quarantined.</summary>
/// <param name="Layer">stream or batch.</param>
/// <param name="Partition">The partition; -1 for history.</param>
/// <param name="Epochs">Epochs, or days of history.</param>
/// <param name="Read">Records seen.</param>
/// <param name="Emitted">Events in a state.</param>
/// <param name="Filtered">Events that the definition leaves out.</param>
/// <param name="Quarantined">Records that could not be computed.</param>
/// <param name="Balanced">True when every epoch is.</param>
/// <param name="Foreign">How many of the filtered events lie on the other side of the history border.</param>
public sealed record LedgerTotal(string Layer, int Partition, long Epochs, long Read, long Emitted, long Filtered, long Quarantined, bool Balanced, long Foreign);

/// <summary>A quarantined record.</summary>
public sealed record QuarantineEntry(string Topic, int Partition, long Offset, string Job, string Reason, DateTimeOffset FirstSeen);

/// <summary>The newest quarantined records and how many there are.</summary>
public sealed record QuarantineList(long Total, IReadOnlyList<QuarantineEntry> Records);
