using System.Collections.Immutable;

namespace Unified.Expressions;

/// <summary>What a C# expression of the definition stands for: one value, or an object whose members are shapes.</summary>
internal abstract record Shape;

internal sealed record ValueShape(Expr Value) : Shape;

internal sealed record RecordShape(ImmutableArray<KeyValuePair<string, Shape>> Members) : Shape
{
    public Shape? Find(string member) => Members.FirstOrDefault(m => m.Key == member).Value;
}
