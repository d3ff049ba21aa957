using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Failures;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>A source that a job reads, and its log.</summary>
public sealed record SourceInfo(string Name, string Topic, int Partitions, long EpochLength);

/// <summary>A job as the catalogue lists it.</summary>
public sealed record JobInfo(string Job, string DefinitionVersion, IReadOnlyList<SourceInfo> Sources, IReadOnlyList<ColumnInfo> Columns)
{
    internal static JobInfo From(JobPlan plan) => new(
        plan.Job, plan.Version, [.. plan.Sources.Select(s => new SourceInfo(s.Name, s.Topic, s.Partitions, s.Epochs.Offsets))],
        ColumnInfo.Of(plan));
}

/// <summary>A manifest and its sequence.</summary>
public sealed record ManifestId(long Seq, Guid Id);

/// <summary>A job and how far its answer reaches.</summary>
/// <param name="Info">The catalogue's entry.</param>
/// <param name="PublicVersion">The version that the views named as the job show.</param>
/// <param name="Manifest">The current manifest.</param>
/// <param name="Cut">Partition, as <c>flights/3</c>, to the first epoch that the stream owns.</param>
/// <param name="Begins">Partition to the first offset that can be in the answer.</param>
/// <param name="Frontier">Partition to the next offset.</param>
/// <param name="Complete">True when nothing is known to be missing.</param>
/// <param name="Reasons">Why it is not complete.</param>
/// <param name="Notes">What the answer leaves out by declaration.</param>
/// <param name="Behind">Partition to the offsets that the stream is behind the log's end; null while nobody knows.</param>
/// <param name="BehindSeconds">For how many seconds at least it has been behind; null while nobody knows.</param>
/// <param name="Written">When a stream has written last, by ClickHouse's clock.</param>
/// <param name="Plan">The logical plan.</param>
/// <param name="Failures">What has failed of it, in whichever process, and does not run: its answer does not move on.</param>
public sealed record JobDetail(
    JobInfo Info, string? PublicVersion, ManifestId Manifest, IReadOnlyDictionary<string, long> Cut, IReadOnlyDictionary<string,
        long> Begins,
    IReadOnlyDictionary<string, long> Frontier, bool Complete, IReadOnlyList<string> Reasons, IReadOnlyList<string> Notes,
    IReadOnlyDictionary<string, long>? Behind, long? BehindSeconds, DateTimeOffset? Written, string Plan,
    IReadOnlyList<LayerFailure> Failures);

/// <summary>A manifest of a job's history.</summary>
public sealed record ManifestInfo(
    long Seq, Guid Id, DateTimeOffset Created, string Who, string Why, string Code, IReadOnlyDictionary<string, long> Cut,
    IReadOnlyList<ulong> Generations, int Days, int HistoryDays)
{
    internal static ManifestInfo From(Manifest manifest) => new(
        manifest.Seq, manifest.Id, manifest.Created, manifest.Who, manifest.Why, manifest.Code, ByText(manifest.Cut.Epochs),
        [.. manifest.Generations], manifest.Days.Count, manifest.HistoryDays.Count);

    internal static IReadOnlyDictionary<string, long> ByText(IEnumerable<KeyValuePair<LogPartition, long>> partitions) =>
        partitions.ToDictionary(p => p.Key.Text, p => p.Value, StringComparer.Ordinal);
}

/// <summary>A quarantined record.</summary>
public sealed record QuarantineEntry(string Log, int Partition, long Offset, string Job, string Reason, DateTimeOffset FirstSeen);

/// <summary>The newest quarantined records and how many there are.</summary>
public sealed record QuarantineList(long Total, IReadOnlyList<QuarantineEntry> Records);
