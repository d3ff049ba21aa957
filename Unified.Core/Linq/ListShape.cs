using Unified.Expressions;

namespace Unified.Linq;

/// <summary>A list: its column, and what an element of it stands for, over columns that are named as the element's fields.</summary>
internal sealed record ListShape(Expr Value, Shape Element) : Shape
{
    public override IEnumerable<KeyValuePair<string, Expr>> Leaves(string path = "") => [KeyValuePair.Create(path, Value)];

    public override Shape Map(Func<string, Expr, Expr> value, string path = "") => this with { Value = value(path, Value) };

    public override Shape Rename(Func<string, string> column) => this with { Value = Renamed(Value, column) };
}
