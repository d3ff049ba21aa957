using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Unified.Errors;

namespace Unified.Definition;

/// <summary>How the records of a topic are written.</summary>
public enum SourceFormat
{
    /// <summary>One JSON object a record, UTF-8; <see cref="JsonForm"/> says how names and values are spelled.</summary>
    Json,

    /// <summary>
    /// JSON objects a record, one a line (NDJSON, JSON Lines); blank lines are passed over. A record is accepted with all its events, or
    /// quarantined as a whole.
    /// </summary>
    JsonLines,

    /// <summary>
    /// A JSON array of objects a record. Accepted with all its events, or quarantined as a whole; an empty array has none.
    /// </summary>
    JsonArray,
}

/// <summary>The settings of a source that do not depend on its record type. Immutable; thread-safe.</summary>
public abstract record SourceSettings
{
    /// <summary>
    /// The source's name, which is its log's name everywhere: in the archive, in tables, in the API; the topic's name unless said
    /// otherwise. Letters, digits,
    /// <c>_</c>, <c>-</c>, <c>.</c> It is part of the definition version: a topic that was made anew gets another name, and its jobs new
    /// versions.
    /// </summary>
    public string Name { get => field ?? Topic; init; }

    /// <summary>The Kafka topic.</summary>
    public required string Topic { get; init; }

    /// <summary>How records are written. Default: JSON.</summary>
    public SourceFormat Format { get; init; } = SourceFormat.Json;

    /// <summary>How names and values are spelled in JSON. Default: as System.Text.Json does it.</summary>
    public JsonForm Json { get; init; } = JsonForm.Default;

    /// <summary>The topic's partition count when it is created. Default: 4. Range: 1 to 10,000.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>
    /// Offsets an epoch: a power of two, 16 to 2^30. Default: 65,536. A property of the log for ever: an epoch that was read with one
    /// length is never read with another. Longer epochs mean fewer rows in the tables and more memory and re-reading after a restart.
    /// </summary>
    public long EpochLength { get; init; } = 65_536;

    /// <summary>
    /// The folder of the Parquet history that never was in Kafka, with a folder a day, <c>dt=yyyy-MM-dd</c> or another
    /// layout of docs/definitions.md; null when there is none.
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

    /// <summary>Where the source is declared, when its author or the compiler says so.</summary>
    internal SourcePlace? Place { get; init; }
}

/// <summary>
/// A log of events: a Kafka topic, the Parquet history before it, and the archive that grows behind it. Declared once, shared by jobs.
/// </summary>
/// <typeparam name="T">A record whose properties are the columns: numbers, with a <see cref="PrecisionAttribute"/> for decimal, bool,
/// string, DateTime, DateTimeOffset, DateOnly, TimeOnly, TimeSpan, Guid, enumerations, records of these, and nullables.</typeparam>
public sealed partial record Source<T> : SourceSettings
{
    /// <summary>A source; the compiler passes where it is declared, for the messages of refusals.</summary>
    public Source([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Place = DefinitionStep.At(file, line);

    /// <summary>The event time: a non-nullable DateTime property, read as UTC.</summary>
    public required Expression<Func<T, DateTime>> EventTime { get; init; }

    /// <inheritdoc />
    public override Type RecordType => typeof(T);

    internal override LambdaExpression EventTimeExpression => EventTime;

    /// <summary>Keeps the events for which <paramref name="predicate"/> is true.</summary>
    public Rows<T> Where(Expression<Func<T, bool>> predicate, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        All().Where(predicate, file, line);

    /// <summary>Computes columns (what <c>let</c> compiles to).</summary>
    public Rows<TResult> Select<TResult>(
        Expression<Func<T, TResult>> selector, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
            All().Select(selector, file, line);

    /// <summary>
    /// A row for every element of a list, an array or a dictionary (what a second <c>from</c> compiles to). An event whose list is empty
    /// or null has none. Rows of one event keep the order of its elements.
    /// </summary>
    public Rows<TResult> SelectMany<TElement, TResult>(
        Expression<Func<T, IEnumerable<TElement>?>> elements, Expression<Func<T, TElement, TResult>> result,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        All().SelectMany(elements, result, file, line);

    /// <summary>The elements of a list, an array or a dictionary of every event.</summary>
    public Rows<TElement> SelectMany<TElement>(
        Expression<Func<T, IEnumerable<TElement>?>> elements, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        All().SelectMany(elements, file, line);

    /// <summary>The events of both, as one: <see cref="Rows{T}.Concat"/>.</summary>
    public Rows<T> Concat(Rows<T> other, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        All().Concat(other, file, line);

    /// <summary>Groups events by key.</summary>
    public Groups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key, [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        All().GroupBy(key, file, line);

    /// <summary>Groups computed elements by key.</summary>
    public Groups<TKey, TElement> GroupBy<TKey, TElement>(
        Expression<Func<T, TKey>> key, Expression<Func<T, TElement>> element, [CallerFilePath] string file = "",
            [CallerLineNumber] int line = 0) =>
        All().GroupBy(key, element, file, line);

    /// <summary>All events.</summary>
    public Rows<T> All() => new(new SourceStep(this));

    /// <summary>The events of the source as rows.</summary>
    public static implicit operator Rows<T>(Source<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.All();
    }

    /// <summary>The events of the source as the query of a job: one row an event.</summary>
    public static implicit operator Query<T>(Source<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.All().ToQuery();
    }
}
