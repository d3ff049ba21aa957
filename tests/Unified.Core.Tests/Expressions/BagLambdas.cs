// Every spelling is meant: what C# makes of each is what is read.
#pragma warning disable CA1829, CA1860, CA1826, CA1827
using System.Linq.Expressions;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

/// <summary>Questions to lists as a whole.</summary>
internal static class BagLambdas
{
    public static IEnumerable<LambdaExpression> All() =>
    [
        L(b => b.Numbers.Length), L(b => b.Words.Count), L(b => b.Words.Count()), L(b => b.Totals.Count), L(b => b.Numbers.Any()),
        L(b => b.Words.Any() && b.Totals.Any()), L(b => b.Words.Count > 1 ? b.Words.Count : b.Number),
        L(b => b.Numbers.Contains(b.Number)), L(b => b.Numbers.Contains(null)), L(b => b.Words.Contains(b.Word)), L(b => b.Words.Contains("\"")),
        L(b => b.Totals.ContainsKey(b.Word)), L(b => b.Totals[b.Word]), L(b => b.Notes[b.Word]), L(b => b.Totals.GetValueOrDefault(b.Word)),
        L(b => b.Totals.GetValueOrDefault("a", 7)), L(b => b.Notes.GetValueOrDefault(b.Word)), L(b => b.Notes.ContainsKey("b")),
        L(b => b.Totals.ContainsKey("a") ? b.Totals["a"] : -1),
    ];

    private static Expression<Func<Bag, T>> L<T>(Expression<Func<Bag, T>> lambda) => lambda;
}
