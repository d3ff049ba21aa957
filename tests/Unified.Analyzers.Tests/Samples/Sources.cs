using System.Text.Json.Serialization;
using Unified.Definition;

namespace Unified.Analyzers.Samples.Sources;

public sealed record Row(string Key, long N);

public sealed record Good(DateTime At, string Key, DateTime? Later);

public sealed record Bad(DateTime At, Uri Page, decimal Price, [property: Precision(29, 0)] decimal Large, string Key);

public sealed record WithChar(DateTime At, char Letter, string Key);

public sealed record WithWide(DateTime At, WideEnum Far, string Key);

public enum WideEnum { No, Far = 100_000 }

public sealed record WithLists(DateTime At, string Key, Dictionary<int, string> Numbers, List<Uri> Pages);

public sealed record Lineage(DateTime At, string Key, int _offset);

public sealed record Deep(DateTime At, string Key, Node Node);

public sealed record Node(int Id, Node? Next);

public sealed record OneField(DateTime At, string Key, [property: JsonPropertyName("x")] int A, [property: JsonPropertyName("x")] int B);

public sealed class Nothing;

public abstract class Counted<T>(string name, Source<T> source, System.Linq.Expressions.Expression<Func<T, string>> key) : Job<Row>
{
    public override string Name => name;

    public override Query<Row> Define() => source.GroupBy(key).Select(g => new Row(g.Key, g.Count()));
}

public sealed class C01() : Counted<Good>("c01", new() { Topic = "bad topic!", EventTime = e => e.At }, e => e.Key);
public sealed class C02() : Counted<Good>("c02", new() { Topic = "t", Name = "a b", EventTime = e => e.At }, e => e.Key);
public sealed class C03() : Counted<Good>("c03", new() { Topic = "t", Partitions = 0, EventTime = e => e.At }, e => e.Key);
public sealed class C04() : Counted<Good>("c04", new() { Topic = "t", EpochLength = 1000, EventTime = e => e.At }, e => e.Key);
public sealed class C05() : Counted<Good>("c05", new() { Topic = "t", TimeZone = "Europe/Berlin", EventTime = e => e.At }, e => e.Key);
public sealed class C06() : Counted<Good>("c06", new() { Topic = "t", History = "h", EventTime = e => e.At }, e => e.Key);
public sealed class C07() : Counted<Good>("c07", new() { Topic = "t", History = "h", HistoryUntil = new DateTime(2024, 1, 1, 1, 0, 0, DateTimeKind.Utc), EventTime = e => e.At }, e => e.Key);
public sealed class C08() : Counted<Good>("c08", new() { Topic = "t", EventTime = e => e.At.Date }, e => e.Key);
public sealed class C09() : Counted<Good>("c09", new() { Topic = "t", EventTime = e => e.Later!.Value }, e => e.Key);
public sealed class C10() : Counted<Bad>("c10", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C11() : Counted<WithChar>("c11", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C12() : Counted<WithWide>("c12", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C13() : Counted<WithLists>("c13", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C14() : Counted<Lineage>("c14", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C15() : Counted<Deep>("c15", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C16() : Counted<OneField>("c16", new() { Topic = "t", EventTime = e => e.At }, e => e.Key);
public sealed class C17() : Counted<Nothing>("c17", new() { Topic = "t", EventTime = e => default }, e => "a");
public sealed class C18() : Counted<Good>("c18", new() { Topic = "t", EventTime = e => DateTime.Now }, e => e.Key);
