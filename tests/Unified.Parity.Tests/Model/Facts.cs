using Unified.Epochs;
using Unified.TestKit.Events;

namespace Unified.Parity.Tests.Model;

/// <summary>
/// What a schedule came to, as named texts: rows by identity, ledgers by epoch, quarantined records by offset. Equal facts, equal results.
/// </summary>
internal sealed class Facts : SortedDictionary<string, string>
{
    private const int Shown = 6;

    public Facts() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>The merged rows of a table.</summary>
    public static Facts Of(RowTable table) => new Facts().Add("", table);

    /// <summary>The rows of a table under a prefix that says where they are.</summary>
    public Facts Add(string where, RowTable table)
    {
        foreach (var (identity, states) in table.Rows)
        {
            // One row of an event, met twice, is one that two owners have.
            var times = table.Times(identity);
            Add($"{where}row {identity}", table.HoldsEvents && times > 1 ? $"{states} {times} times" : states);
        }

        return this;
    }

    public Facts Add(EpochLedger ledger)
    {
        Add($"{ledger.Epoch} ledger", $"covered {ledger.Covered} {ledger.Counts}");
        return this;
    }

    /// <summary>Only what is about rows.</summary>
    public Facts Rows() => Where(f => f.Contains("row ", StringComparison.Ordinal));

    /// <summary>Only the ledgers.</summary>
    public Facts Ledgers() => Where(f => f.EndsWith(" ledger", StringComparison.Ordinal));

    /// <summary>Null when both are equal, else the first differences.</summary>
    public static string? Difference(Facts expected, Facts found)
    {
        var lines = expected.Where(e => !found.ContainsKey(e.Key)).Select(e => $"missing {e.Key} -> {e.Value}")
            .Concat(found.Where(f => !expected.ContainsKey(f.Key)).Select(f => $"extra {f.Key} -> {f.Value}"))
            .Concat(expected.Where(e => found.TryGetValue(e.Key, out var other) && other != e.Value)
                .Select(e => $"different {e.Key}\n    expected {e.Value}\n    found    {found[e.Key]}")).ToList();
        return lines.Count == 0 ? null : $"{lines.Count} differences:\n  {string.Join("\n  ", lines.Take(Shown))}";
    }

    private Facts Where(Func<string, bool> name)
    {
        var facts = new Facts();
        foreach (var (key, value) in this.Where(f => name(f.Key)))
        {
            facts.Add(key, value);
        }

        return facts;
    }
}
