using System.Collections.Immutable;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Types;

namespace Unified.Serving.Api;

/// <summary>A column that rows are ordered by.</summary>
internal sealed record OrderTerm(Field Field, bool Descending)
{
    /// <summary>As in ORDER BY: nulls come last, in either direction.</summary>
    public string Sql => ClickHouseSql.Identifier(Field.Name) + (Descending ? " DESC" : "") + (Field.Type.Nullable ? " NULLS LAST" : "");
}

/// <summary>The order of the rows of an answer.</summary>
/// <param name="Terms">The columns, the first first.</param>
/// <param name="HasPages">
/// True when no row ever changes its place in the order: only then does a place mean the same in the next answer.
/// </param>
internal sealed record RowsOrder(EquatableArray<OrderTerm> Terms, bool HasPages)
{
    /// <summary>What the caller asks for; then what tells rows apart, so that equal requests give equal answers.</summary>
    public static RowsOrder Of(JobPlan plan, IReadOnlyList<(OutputColumn Column, bool Descending)> asked)
    {
        if (asked.Count == 0 && plan.Logical.Sorted is { Length: > 0 } sorted)
        {
            asked = [.. sorted.Select(s => (plan.Outputs.First(c => c.Field.Name == s.Name), s.Descending))];
        }

        OrderTerm[] first = [.. asked.Select(a => new OrderTerm(a.Column.Field, a.Descending))];
        var rest = plan.Rows.Kind == RowKind.Emission ? Places(plan.Rows) : plan.Outputs.Where(c => c.Key is not null).Select(c => c.Field);
        // Of the first events of a group each has a place of its own, whatever event it is.
        rest = plan.Logical is ExpandNode ? rest.Append(new Field(ExpandNode.Place, DataType.Int32)) : rest;
        return new RowsOrder(
            [.. first, .. rest.Where(f => !first.Any(t => t.Field.Name == f.Name)).Select(f => new OrderTerm(f, false))],
            // The row of an event never changes; of a group only what it is a group of, all of which is in the answer.
            plan.Rows.Kind == RowKind.Emission || asked.All(a => a.Column.Key is not null));
    }

    // As the table is sorted: the author's columns, or the time, then the lineage.
    private static IEnumerable<Field> Places(RowLayout rows)
    {
        var fields = rows.Identity.Add(rows.Time!).AddRange(rows.Values).ToDictionary(f => f.Name, StringComparer.Ordinal);
        return rows.SortKey.Select(name => fields[name]);
    }
}
