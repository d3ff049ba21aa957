using Unified.Definition;
using Unified.Epochs;
using Unified.TestKit.Cuts;
using Unified.TestKit.Given;

namespace Unified.TestKit;

public sealed partial class JobTest
{
    /// <summary>
    /// Events of the job's only source of such records, in the order in which they come: partition 0, behind those that are there. A late
    /// event is one that comes behind others that are newer.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <exception cref="JobTestException">
    /// The job reads none or several such sources, or a value does not fit its column.
    /// </exception>
    public JobTest Given<T>(params IEnumerable<T> events)
        where T : notnull => Add(Only(typeof(T)), 0, events);

    /// <summary>Events of a source, in the order in which they come: partition 0, behind those that are there.</summary>
    /// <param name="source">The source.</param>
    /// <param name="events">The events.</param>
    /// <exception cref="JobTestException">The job does not read the source, or a value does not fit its column.</exception>
    public JobTest Given<T>(Source<T> source, params IEnumerable<T> events)
        where T : notnull => GivenPartition(source, 0, events);

    /// <summary>Events of a partition, in the order in which they come, behind those that are there.</summary>
    /// <param name="source">The source.</param>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="events">The events.</param>
    /// <exception cref="JobTestException">The job does not read the source, or a value does not fit its column.</exception>
    public JobTest GivenPartition<T>(Source<T> source, int partition, params IEnumerable<T> events)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        return Add(source, partition, events);
    }

    /// <summary>
    /// Events of the history of the job's only source of such records. Of history those count that are before the border,
    /// <see cref="SourceSettings.HistoryUntil"/>; of the log those from it on.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <exception cref="JobTestException">
    /// The job reads none or several such sources, the source has no history, or a value does not fit its column.
    /// </exception>
    public JobTest GivenHistory<T>(params IEnumerable<T> events)
        where T : notnull => AddHistory(Only(typeof(T)), events);

    /// <summary>Events of the history of a source, as <see cref="GivenHistory{T}(IEnumerable{T})"/>.</summary>
    /// <param name="source">The source.</param>
    /// <param name="events">The events.</param>
    /// <exception cref="JobTestException">
    /// The job does not read the source, it has no history, or a value does not fit its column.
    /// </exception>
    public JobTest GivenHistory<T>(Source<T> source, params IEnumerable<T> events)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(source);
        return AddHistory(source, events);
    }

    /// <summary>
    /// Records of a source as they are in the topic, one JSON object each, through the decoder that runs in production: what cannot be
    /// decoded is quarantined with its reason.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="records">The records; null is a record without a value.</param>
    /// <exception cref="JobTestException">The job does not read the source.</exception>
    public JobTest GivenJson(SourceSettings source, params IEnumerable<string?> records)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(records);
        EventFile.AddJson(Log(source), records, partition: 0);
        return this;
    }

    /// <summary>
    /// Events of a source from a file: <c>.ndjson</c>, <c>.jsonl</c> or <c>.json</c> with a record a line, through the decoder that runs in
    /// production; or <c>.parquet</c>, read as a file of the history is.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file; relative to the test's working directory.</param>
    /// <exception cref="JobTestException">The job does not read the source, or there is no such file.</exception>
    /// <exception cref="Errors.DataException">A Parquet file does not hold the source's columns.</exception>
    public JobTest GivenFile(SourceSettings source, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(path);
        EventFile.Add(Log(source), path, partition: 0);
        return this;
    }

    /// <summary>A Parquet file of the history of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file; relative to the test's working directory.</param>
    /// <exception cref="JobTestException">
    /// The job does not read the source, it has no history, or there is no such file.
    /// </exception>
    /// <exception cref="Errors.DataException">The file does not hold the source's columns.</exception>
    public JobTest GivenHistoryFile(SourceSettings source, string path)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(path);
        EventFile.Add(History(source), path, LogPartition.History);
        return this;
    }

    /// <summary>
    /// Cuts the events of a partition as a failure of <see cref="CutInvariant"/> writes it: epochs between <c>|</c>, those before <c>||</c>
    /// computed by batch; in an epoch the sizes of batches, <c>3+1</c>; <c>2!</c> before it for a run that was lost behind two events, and
    /// <c>=4</c> behind it for one that computes the epoch again.
    /// </summary>
    /// <param name="partition">The partition: <c>orders/0</c>; <c>orders/-1</c> for history.</param>
    /// <param name="cut">The cut.</param>
    /// <exception cref="FormatException">It is no cut.</exception>
    public JobTest WithCut(string partition, string cut)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(cut);
        _run = null;
        _cuts[LogPartition.Parse(partition)] = PartitionCut.Parse(cut);
        return this;
    }

    private JobTest Add<T>(SourceSettings source, int partition, IEnumerable<T> events)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(events);
        var log = Log(source);
        foreach (var one in events)
        {
            log.Add(one, partition);
        }

        return this;
    }

    private JobTest AddHistory<T>(SourceSettings source, IEnumerable<T> events)
        where T : notnull => Add(History(source).Source, LogPartition.History, events);

    private GivenLog History(SourceSettings source) => source.HistoryUntil is not null ? Log(source)
        : throw new JobTestException($"Source '{source.Name}' has no history. Give it one, History and HistoryUntil; or give the events "
            + "as those of the log, with Given.");
}
