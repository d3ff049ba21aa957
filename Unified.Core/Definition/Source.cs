using System.Linq.Expressions;

namespace Unified.Definition;

/// <summary>How the records of a topic are written.</summary>
public enum SourceFormat
{
    /// <summary>One JSON object a record, UTF-8; fields are matched to properties by exact name.</summary>
    Json,
}

/// <summary>The settings of a source that do not depend on its record type. Immutable; thread-safe.</summary>
public abstract record SourceSettings
{
    /// <summary>The source's name; the topic's name unless said otherwise. Letters, digits, <c>_</c>, <c>-</c>, <c>.</c></summary>
    public string Name { get => field ?? Topic; init; }

    /// <summary>The Kafka topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How records are written. Default: JSON.</summary>
    public SourceFormat Format { get; init; } = SourceFormat.Json;

    /// <summary>The topic's partition count when it is created. Default: 4. Range: 1 to 10,000.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>
    /// Offsets an epoch: a power of two, 16 to 2^30. Default: 65,536. A property of the log for ever: an epoch that was read with one length
    /// is never read with another. Longer epochs mean fewer rows in the tables and more memory and re-reading after a restart.
    /// </summary>
    public long EpochLength { get; init; } = 65_536;

    /// <summary>
    /// The folder of the Parquet history that never was in Kafka, with one <c>dt=yyyy-MM-dd</c> folder a day; null when there is none.
    /// Relative paths are resolved against the setting <c>Unified:Data:Root</c>.
    /// </summary>
    public string? History { get; init; }

    /// <summary>
    /// The border between history and the live log: history owns event times before it, live logs own the rest.
    /// Must be given exactly when <see cref="History"/> is; midnight UTC.
    /// </summary>
    public DateTime? HistoryUntil { get; init; }

    /// <summary>The IANA zone in which days are cut. Default and, so far, the only one: <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The record type.</summary>
    public abstract Type RecordType { get; }

    internal abstract LambdaExpression EventTimeExpression { get; }
}

/// <summary>
/// A log of events: a Kafka topic, the Parquet history before it, and the archive that grows behind it. Declared once, shared by jobs.
/// </summary>
/// <typeparam name="T">A record whose properties are the columns: bool, int, long, decimal with <see cref="PrecisionAttribute"/>, string, DateTime, and nullables of these.</typeparam>
public sealed record Source<T> : SourceSettings
{
    /// <summary>The event time: a non-nullable DateTime property, read as UTC.</summary>
    public required Expression<Func<T, DateTime>> EventTime { get; init; }

    /// <inheritdoc />
    public override Type RecordType => typeof(T);

    internal override LambdaExpression EventTimeExpression => EventTime;

    /// <summary>Keeps the events for which <paramref name="predicate"/> is true.</summary>
    public Rows<T> Where(Expression<Func<T, bool>> predicate) => All().Where(predicate);

    /// <summary>Computes columns (what <c>let</c> compiles to).</summary>
    public Rows<TResult> Select<TResult>(Expression<Func<T, TResult>> selector) => All().Select(selector);

    /// <summary>Groups events by key.</summary>
    public Groups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key) => All().GroupBy(key);

    /// <summary>Groups computed elements by key.</summary>
    public Groups<TKey, TElement> GroupBy<TKey, TElement>(Expression<Func<T, TKey>> key, Expression<Func<T, TElement>> element) =>
        All().GroupBy(key, element);

    private Rows<T> All() => new(new SourceStep(this));
}
