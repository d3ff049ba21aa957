using Unified.Types;

namespace Unified.Logical;

/// <summary>How the fields of a list's elements are spelled.</summary>
public static class ListForms
{
    /// <summary>The spelling of a field: its path begins at the element, in a dictionary at the value of an entry.</summary>
    /// <param name="element">What the list holds.</param>
    /// <param name="field">The field.</param>
    /// <param name="list">How the list is spelled.</param>
    public static ColumnForm Of(ListElement element, Field field, ColumnForm list)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(list);
        var own = list.Element(field.Name);
        const string Inside = ListElement.Value + ".";
        return element.Kind == ElementKind.Entry && own.IsPlain && field.Name.StartsWith(Inside, StringComparison.Ordinal)
            ? own with { Path = [field.Name[Inside.Length..]] } : own;
    }
}
