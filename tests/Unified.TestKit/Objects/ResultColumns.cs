using System.Reflection;
using Unified.Definition;
using Unified.Logical;

namespace Unified.TestKit.Objects;

/// <summary>The columns of an author's result record.</summary>
internal static class ResultColumns
{
    /// <summary>The values in their carriers, in the order of the result's columns.</summary>
    /// <exception cref="JobTestException">The record has no such property, or a value does not fit.</exception>
    public static object?[] Of(object row, ResultNode node)
    {
        var properties = row.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return [.. node.Columns.Select(column =>
        {
            var property = Array.Find(properties, p => SnakeCase.From(p.Name) == column.Field.Name)
                ?? throw new JobTestException($"{row.GetType().Name} has no public property for the result's column '{column.Field.Name}': "
                    + "a test compares rows by them. Write the result as a record.");
            try
            {
                return Storable.Carrier(property.GetValue(row), column.Field.Type, isStored: false);
            }
            catch (ArgumentException error)
            {
                throw new JobTestException($"Result column '{column.Field.Name}': {error.Message}", error);
            }
        })];
    }
}
