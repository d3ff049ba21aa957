using System.Collections;
using System.Reflection;
using System.Text;
using Unified.Columnar;
using Unified.Types;

namespace Unified.TestKit.Events;

/// <summary>The text of lists that are plain objects.</summary>
internal static class ListTexts
{
    /// <summary>The text of an array, list or dictionary.</summary>
    public static string From(object list, ListElement element)
    {
        var writer = new ListTextWriter(element);
        writer.Begin();
        foreach (var item in (IEnumerable)list)
        {
            writer.BeginElement();
            foreach (var (field, i) in element.Fields.Select((f, i) => (f, i)))
            {
                writer.Fields[i].Value(Carrier(Member(item, field.Name), field.Type));
            }

            writer.EndElement();
        }

        writer.End();
        return Encoding.UTF8.GetString(writer.Text);
    }

    /// <summary>A value in its carrier, or null.</summary>
    public static object? Carrier(object? value, DataType type) => value is null
        // The column that says whether a record is there.
        ? type is { Kind: TypeKind.Boolean, Nullable: false } ? false : null
        : type.Element is { } inner ? From(value, inner)
        : type.Kind == TypeKind.Boolean && value is not bool ? true : ClrValues.FromClr(value, type);

    /// <summary>What the properties of a path lead to; null where one of them is.</summary>
    public static object? Member(object? item, string path) => path.Length == 0 ? item
        : path.Split('.').Aggregate(item, (owner, name) => owner?.GetType()
            .GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(owner));
}
