using System.Collections.Immutable;
using Unified.Expressions;

namespace Unified.Linq;

/// <summary>What a C# expression of the definition stands for: one value, or an object whose members are shapes.</summary>
internal abstract record Shape
{
    /// <summary>The values of it, each by the path of members that leads there.</summary>
    public abstract IEnumerable<KeyValuePair<string, Expr>> Leaves(string path = "");

    /// <summary>The same shape over other values.</summary>
    public abstract Shape Map(Func<string, Expr, Expr> value, string path = "");

    /// <summary>The same shape over columns of other names.</summary>
    public abstract Shape Rename(Func<string, string> column);

    protected static Expr Renamed(Expr expr, Func<string, string> column) => expr is ColumnExpr old ? old with { Name = column(old.Name) }
        : expr.Children.Length == 0 ? expr : expr.With([.. expr.Children.Select(c => Renamed(c, column))]);
}

internal sealed record ValueShape(Expr Value) : Shape
{
    public override IEnumerable<KeyValuePair<string, Expr>> Leaves(string path = "") => [KeyValuePair.Create(path, Value)];

    public override Shape Map(Func<string, Expr, Expr> value, string path = "") => new ValueShape(value(path, Value));

    public override Shape Rename(Func<string, string> column) => new ValueShape(Renamed(Value, column));
}

internal sealed record RecordShape(ImmutableArray<KeyValuePair<string, Shape>> Members) : Shape
{
    /// <summary>True where the object is there; null for one that always is.</summary>
    public Expr? Presence { get; init; }

    public Shape? Find(string member) => Members.FirstOrDefault(m => m.Key == member).Value;

    /// <summary>With these members too, where there is none of the name.</summary>
    public RecordShape With(IEnumerable<KeyValuePair<string, Shape>> members) =>
        new([.. Members, .. members.Where(m => Find(m.Key) is null)]);

    public override IEnumerable<KeyValuePair<string, Expr>> Leaves(string path = "") =>
        Members.SelectMany(m => m.Value.Leaves(Below(path, m.Key)));

    public override Shape Map(Func<string, Expr, Expr> value, string path = "") =>
        new RecordShape([.. Members.Select(m => KeyValuePair.Create(m.Key, m.Value.Map(value, Below(path, m.Key))))])
        {
            Presence = Presence,
        };

    public override Shape Rename(Func<string, string> column) =>
        new RecordShape([.. Members.Select(m => KeyValuePair.Create(m.Key, m.Value.Rename(column)))])
        {
            Presence = Presence is null ? null : Renamed(Presence, column),
        };

    private static string Below(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
