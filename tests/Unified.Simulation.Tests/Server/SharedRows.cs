using Unified.Serving.Schema;

namespace Unified.Simulation.Tests.Server;

/// <summary>The tables that all jobs share, in memory: rows that are only added, and of those that replace each other the last.</summary>
internal sealed class SharedRows
{
    private readonly Dictionary<string, List<object>> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<(string Table, string Token)> _tokens = [];

    public IReadOnlyList<T> Read<T>(RowQuery<T> query) => [.. query.Meaning(All(query.Table))];

    public IReadOnlyList<T> All<T>(Table<T> table)
    {
        var rows = Rows(table.Name).Cast<T>();
        // Of one key the highest version stays, of equal ones the last.
        return Replaces(table.Name) is not { } rule ? [.. rows]
            : [.. rows.GroupBy(r => rule.Key(r!)).Select(g => g.Aggregate((a, b) => rule.Version(b!) >= rule.Version(a!) ? b : a))];
    }

    public void Insert<T>(Table<T> table, IReadOnlyCollection<T> rows, string token)
    {
        if (token.Length == 0 || _tokens.Add((table.Name, token)))
        {
            Rows(table.Name).AddRange(rows.Cast<object>());
        }
    }

    /// <summary>All tables as they are now.</summary>
    public Action BackUp()
    {
        var copy = _tables.ToDictionary(t => t.Key, t => t.Value.ToArray());
        return () =>
        {
            _tables.Clear();
            foreach (var (table, rows) in copy)
            {
                _tables[table] = [.. rows];
            }
        };
    }

    private List<object> Rows(string table) =>
        _tables.TryGetValue(table, out var rows) ? rows : _tables[table] = [];

    private static (Func<object, object> Key, Func<object, long> Version)? Replaces(string table)
    {
        if (table == LedgerTable.Table.Name)
        {
            return (r => r is LedgerEntry e ? (e.Key, e.Layer, e.Generation, e.Ledger.Epoch) : r, r => ((LedgerEntry)r).Ledger.Covered);
        }

        if (table == GenerationTable.Table.Name)
        {
            return (r => ((StoredGeneration)r).Generation.Id, r => ((StoredGeneration)r).GivenUp ? 1 : 0);
        }

        if (table == SliceTable.Table.Name)
        {
            return (r => r is StagedSlice s ? (s.Key, s.Generation, s.Slice) : r, r => ((StagedSlice)r).Written.UtcTicks);
        }

        if (table == ClaimTable.Table.Name)
        {
            return (r => ((RowClaim)r).Id, r => ((RowClaim)r).Over ? 1 : 0);
        }

        if (table == DamageTable.Table.Name)
        {
            return (r => r is DamagedDay d ? (d.Key, d.Promotion, d.Day) : r, r => ((DamagedDay)r).Seen.UtcTicks);
        }

        return table == PromotionTable.Table.Name
            ? (r => r is PromotedCount p ? (p.Key, p.Promotion, p.Day) : r, _ => 0)
            : null;
    }
}
