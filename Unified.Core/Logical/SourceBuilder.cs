using System.Globalization;
using Unified.Errors;
using Unified.Time;
using Unified.Types;

namespace Unified.Logical;

/// <summary>Checks what a source may not be, whatever front end declares it; all that is wrong is noted at once. Not thread-safe.</summary>
public sealed class SourceBuilder(Mistakes mistakes, string node)
{
    /// <summary>Checks names, counts and history.</summary>
    public void RequireSettings(SourceSchema source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Require(IsName(source.Name, 200), "UNI0020", "the name has other characters than letters, digits, '_', '-' and '.'.", "Rename it.");
        Require(IsName(source.Topic, 249), "UNI0020",
            $"the topic '{source.Topic}' has other characters than letters, digits, '_', '-' and '.'.", "Give the name of a Kafka topic.");
        Require(source.Partitions is >= 1 and <= 10_000, "UNI0021", $"{source.Partitions} partitions are out of range.",
            "Use 1 to 10,000.");
        Require(source.Epochs.Offsets is >= 16 and <= 1L << 30 && long.IsPow2(source.Epochs.Offsets), "UNI0022",
            string.Create(CultureInfo.InvariantCulture, $"the epoch length {source.Epochs} is not a power of two from 16 to 2^30."),
            "Use 65536, for example.");
        Require(source.History is null == source.HistoryUntil is null, "UNI0024", "History and HistoryUntil belong together.",
            "Set both or neither.");
        Require(source.HistoryUntil is not { } until || Timestamps.Floor(until, Timestamps.MicrosPerDay) == until, "UNI0024",
            "HistoryUntil is not a midnight.", "Give the first day that the live log owns.");
    }

    /// <summary>Checks a column's type.</summary>
    public void RequireType(Field column)
    {
        ArgumentNullException.ThrowIfNull(column);
        Require(column.Type.Kind != TypeKind.Int128, "UNI0001", $"column '{column.Name}' cannot be {column.Type}.",
            "Use the types of docs/definitions.md.");
        Require(column.Type.Kind != TypeKind.Decimal || (column.Type.Precision is >= 1 and <= DataType.MaxExpressionPrecision
            && column.Type.Scale >= 0 && column.Type.Scale <= column.Type.Precision), "UNI0005",
                $"column '{column.Name}' cannot be {column.Type}.",
            "Precision is 1 to 28 digits, scale 0 to the precision.");
    }

    /// <summary>Checks the columns' names.</summary>
    public void RequireNames(IReadOnlyCollection<string> columns)
    {
        Require(columns.Count > 0, "UNI0025", "it has no columns.", "Declare them: a record's columns are its public properties.");
        Require(columns.All(c => !c.StartsWith('_')), "UNI0026", "a column starts with '_', which is kept for lineage columns.",
            "Rename it.");
        foreach (var twice in columns.GroupBy(c => c, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Require(false, "UNI0033", $"two columns are named '{twice.Key}'.", "Rename one.");
        }
    }

    /// <summary>Checks that the event time is a time that every event has.</summary>
    public void RequireEventTime(Field? column) =>
        Require(column?.Type == DataType.Timestamp, "UNI0027", "the event time is not a DateTime column.",
        "Name a time column that is not nullable: EventTime = e => e.SomeDateTime. Where the JSON has a number since 1970, declare the "
        + "column as DateTime all the same, with [UnixTime(UnixTimeUnit.Milliseconds)] before it or Times in the source's Json.");

    /// <summary>Notes a mistake where something does not hold.</summary>
    internal void Require(bool holds, string code, string reason, string wayOut)
    {
        if (!holds)
        {
            mistakes.Add(new DefinitionMistake(code, node, reason, wayOut));
        }
    }

    private static bool IsName(string name, int longest) =>
        name.Length > 0 && name.Length <= longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
