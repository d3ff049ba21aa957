// Every spelling is meant: what C# makes of each is what is read.
#pragma warning disable CA1829, CA1860, CA1826, CA1827, CA1854
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
        L(b => b.Numbers.Contains(b.Number)), L(b => b.Numbers.Contains(null)), L(b => b.Words.Contains(b.Word)),
            L(b => b.Words.Contains("\"")),
        L(b => b.Totals.ContainsKey(b.Word)), L(b => b.Totals[b.Word]), L(b => b.Notes[b.Word]), L(b => b.Totals.GetValueOrDefault(b.Word)),
        L(b => b.Totals.GetValueOrDefault("a", 7)), L(b => b.Notes.GetValueOrDefault(b.Word)), L(b => b.Notes.ContainsKey("b")),
        L(b => b.Totals.ContainsKey("a") ? b.Totals["a"] : -1),
        L(b => BagRates.ByWord[b.Word]), L(b => BagRates.ByWord[b.Word] * b.Number), L(b => BagRates.ByWord.GetValueOrDefault(b.Word)),
        L(b => BagRates.ByWord.GetValueOrDefault(b.Word, 2m)), L(b => BagRates.ByWord.ContainsKey(b.Word)),
            L(b => BagRates.ByNumber[b.Number]),
        L(b => BagRates.ByNumber.GetValueOrDefault(b.Number)), L(b => BagRates.ById.ContainsKey(Guid.Empty)),
        L(b => BagRates.ById.GetValueOrDefault(Guid.Empty)), L(b => BagRates.Rows[b.Word].Weight), L(b => BagRates.Rows[b.Word].Name),
        L(b => BagRates.Rows[b.Word].Share), L(b => BagRates.Rows.Contains(b.Word)), L(b => BagRates.Rows.Find(b.Word, r => r.Weight)),
        L(b => BagRates.Rows.Find(b.Word, r => r.Name)), L(b => BagRates.Rows.Find(b.Word, r => r.Weight) ?? 0),
    ];

    private static Expression<Func<Bag, T>> L<T>(Expression<Func<Bag, T>> lambda) => lambda;
}
