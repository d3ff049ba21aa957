using System.Reflection;
using Unified.Definition;
using Unified.Logical;
using Unified.TestKit.Oracle;

namespace Unified.TestKit.Objects;

/// <summary>The columns of an author's result record.</summary>
internal static class ResultColumns
{
    /// <summary>The values in their carriers, in the order of the result's columns.</summary>
    /// <param name="row">The record.</param>
    /// <param name="node">The result.</param>
    /// <param name="isStored">True when rows hold the values: times of the years 1900 to 2299.</param>
    /// <exception cref="JobTestException">The record has no such property, or a value does not fit.</exception>
    /// <exception cref="NotSupportedException">Rows cannot hold a value.</exception>
    public static object?[] Of(object row, ResultNode node, bool isStored = false)
    {
        var properties = row.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return [.. node.Columns.Select(column =>
        {
            var property = Array.Find(properties, p => SnakeCase.From(p.Name) == column.Field.Name)
                ?? throw new JobTestException($"{row.GetType().Name} has no public property for the result's column '{column.Field.Name}': "
                    + "a test compares rows by them. Write the result as a record.");
            try
            {
                var value = Storable.Carrier(property.GetValue(row), column.Field.Type, isStored);
                // C# finds the keys 0.0 and -0.0 equal and keeps the one that came first.
                return column.Key is null ? value : Carriers.Key(value);
            }
            catch (ArgumentException error)
            {
                throw new JobTestException($"Result column '{column.Field.Name}': {error.Message}", error);
            }
        })];
    }
}
