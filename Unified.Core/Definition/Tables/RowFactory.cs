using System.Collections.Immutable;
using System.Reflection;
using Unified.Errors;

namespace Unified.Definition.Tables;

/// <summary>
/// Makes the records of a table: a record's parameters, and further properties that can be set, each from the column of its name. A name is
/// found exactly; else without regard to case and underscores, where that is one column.
/// </summary>
/// <typeparam name="TRow">The record.</typeparam>
internal static class RowFactory<TRow>
{
    /// <summary>The rows as records.</summary>
    /// <exception cref="DefinitionException">A column is missing, or a value is none of its property's type.</exception>
    public static IEnumerable<TRow> Rows(TableOrigin origin, TableRows table)
    {
        var constructor = typeof(TRow).GetConstructors()
            .Where(c => c.GetParameters() is not [{ } only] || only.ParameterType != typeof(TRow))
            .OrderByDescending(c => c.GetParameters().Length).FirstOrDefault()
            ?? throw Refuse(origin, $"{typeof(TRow).Name} has no public constructor.", "Declare it as a record.");
        var parameters = constructor.GetParameters().Select(p => Member.Of(origin, table, p)).ToImmutableArray();
        var properties = typeof(TRow).GetProperties().Where(p => p.SetMethod is { IsPublic: true }
            && parameters.All(m => !m.Is(p.Name))).Select(p => (Property: p, Member: Member.Of(origin, table, p))).ToImmutableArray();
        for (var i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            var record = constructor.Invoke([.. parameters.Select(p => p.Value(origin, table, row, i))]);
            foreach (var (property, member) in properties)
            {
                property.SetValue(record, member.Value(origin, table, row, i));
            }

            yield return (TRow)record;
        }
    }

    private static DefinitionException Refuse(TableOrigin origin, string reason, string wayOut) =>
        new("UNI0091", $"Dimension of {typeof(TRow).Name}, {origin}", reason, wayOut);

    /// <summary>A parameter or a property.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type, without nullable.</param>
    /// <param name="Nullable">True when it may be null.</param>
    /// <param name="Column">The column's place, or -1 where there is none.</param>
    /// <param name="Default">Its value where there is no column.</param>
    private sealed record Member(string Name, Type Type, bool Nullable, int Column, object? Default)
    {
        public static Member Of(TableOrigin origin, TableRows table, ParameterInfo parameter) => Of(origin, table, parameter.Name!,
            parameter.ParameterType, new NullabilityInfoContext().Create(parameter).WriteState, parameter.HasDefaultValue,
            parameter.HasDefaultValue ? parameter.DefaultValue : null);

        public static Member Of(TableOrigin origin, TableRows table, PropertyInfo property) => Of(origin, table, property.Name,
            property.PropertyType, new NullabilityInfoContext().Create(property).WriteState, hasDefault: false, null);

        public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

        public object? Value(TableOrigin origin, TableRows table, IReadOnlyList<object?> row, int number)
        {
            if (Column < 0)
            {
                return Default;
            }

            var value = row[Column];
            if (value is null || (table.AreTexts && Nullable && value is ""))
            {
                return Nullable ? null : throw Refuse(origin, FormattableString.Invariant(
                    $"row {number + 1} has no value in column '{table.Columns[Column]}', and {Name} needs one."),
                    $"Fill it in, or declare {Name} as nullable.");
            }

            return CellValue.To(value, Type) ?? throw Refuse(origin, FormattableString.Invariant(
                $"row {number + 1}, column '{table.Columns[Column]}': '{value}' is no {Type.Name}."),
                "Correct it, or declare another type.");
        }

        private static Member Of(TableOrigin origin, TableRows table, string name, Type type, NullabilityState state, bool hasDefault,
            object? value)
        {
            var nullable = System.Nullable.GetUnderlyingType(type) is not null || (!type.IsValueType && state == NullabilityState.Nullable);
            var column = Find(origin, table, name);
            return column >= 0 || hasDefault || nullable
                ? new Member(name, System.Nullable.GetUnderlyingType(type) ?? type, nullable, column, value)
                : throw Refuse(origin, $"there is no column '{name}'.",
                    $"It has: {string.Join(", ", table.Columns)}. Declare {name} as nullable or with a default where it may be missing.");
        }

        private static int Find(TableOrigin origin, TableRows table, string name)
        {
            var exact = Places(c => c == name);
            var places = exact.Count > 0 ? exact : Places(c => Plain(c) == Plain(name));
            return places.Count <= 1 ? places.FirstOrDefault(-1) : throw Refuse(origin,
                $"columns {string.Join(" and ", places.Select(p => $"'{table.Columns[p]}'"))} may both be '{name}'.", "Rename one.");

            List<int> Places(Func<string, bool> holds) => [.. Enumerable.Range(0, table.Columns.Count).Where(i => holds(table.Columns[i]))];
        }

        private static string Plain(string name) =>
            name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
    }
}
