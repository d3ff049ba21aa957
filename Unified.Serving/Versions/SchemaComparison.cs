using System.Collections.Immutable;
using Unified.Serving.Schema;

namespace Unified.Serving.Versions;

/// <summary>What two versions' answers have in common.</summary>
/// <param name="Identity">The keys and the window, when both tell rows apart by the same ones; empty otherwise.</param>
/// <param name="Comparable">True when they do: then rows can be compared.</param>
/// <param name="Values">The other columns that both have with one type.</param>
/// <param name="Differences">What differs, a line each.</param>
internal sealed record SchemaComparison(
    ImmutableArray<ColumnInfo> Identity, bool Comparable, ImmutableArray<ColumnInfo> Values, ImmutableArray<string> Differences)
{
    public static SchemaComparison Of(DefinitionVersion old, DefinitionVersion next)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        var before = old.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var after = next.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var column in old.Columns)
        {
            if (!after.TryGetValue(column.Name, out var other))
            {
                differences.Add($"{column.Role} {column.Name} ({column.Type}) is only in {old.Version}");
            }
            else if (column.Role != other.Role)
            {
                differences.Add($"{column.Name} is a {column.Role} in {old.Version} and a {other.Role} in {next.Version}");
            }
            else if (column.Type != other.Type)
            {
                differences.Add($"{column.Role} {column.Name} is {column.Type} in {old.Version} and {other.Type} in {next.Version}");
            }
        }

        differences.AddRange(next.Columns.Where(c => !before.ContainsKey(c.Name))
            .Select(c => $"{c.Role} {c.Name} ({c.Type}) is only in {next.Version}"));
        var comparable = old.Identity.ToHashSet().SetEquals(next.Identity);
        return new SchemaComparison(
            comparable ? [.. old.Identity] : [], comparable,
            [.. old.Columns.Where(c => c.Role == "value" && after.GetValueOrDefault(c.Name) == c)], differences.ToImmutable());
    }
}
