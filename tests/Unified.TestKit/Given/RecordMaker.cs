using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unified.Linq;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Given;

/// <summary>A value of a column, in its carrier; of a list its text.</summary>
internal readonly record struct ColumnValue(DataType Type, object? Value);

/// <summary>Makes records of an author's types from the values of columns.</summary>
internal static class RecordMaker
{
    /// <summary>A record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="column">The value of a column by the path of properties that leads to it; null when there is no such column.</param>
    /// <exception cref="NotSupportedException">The type cannot be made of its properties.</exception>
    public static object Make(Type type, Func<string, ColumnValue?> column) => Make(type, column, "");

    private static object Make(Type type, Func<string, ColumnValue?> column, string path)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        if (constructor is null && !type.IsValueType)
        {
            throw new NotSupportedException($"{type.Name} has no public constructor.");
        }

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null).ToList();
        var parameters = constructor?.GetParameters() ?? [];
        var made = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. parameters.Select(parameter =>
            properties.Find(p => p.Name == parameter.Name) is { } property && Known(property, column, path) ? Value(property, column, path)
                : parameter.HasDefaultValue ? parameter.DefaultValue
                : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)]);
        foreach (var property in properties.Where(p => p.CanWrite && parameters.All(x => x.Name != p.Name) && Known(p, column, path)))
        {
            property.SetValue(made, Value(property, column, path));
        }

        return made;
    }

    private static bool Known(PropertyInfo property, Func<string, ColumnValue?> column, string path) =>
        column(path + property.Name) is not null || RecordReader.Nested(property.PropertyType) is not null;

    private static object? Value(PropertyInfo property, Func<string, ColumnValue?> column, string path)
    {
        var (type, name) = (property.PropertyType, path + property.Name);
        if (RecordReader.Nested(type) is { } inner)
        {
            return column(name) is { Value: false } ? null : Make(inner, column, name + ".");
        }

        var found = column(name)!.Value;
        return found.Type.Element is { } element && found.Value is string text ? List(type, element, text)
            : Carriers.ToClr(found.Value, found.Type, type);
    }

    private static object List(Type type, ListElement element, string text)
    {
        using var document = JsonDocument.Parse(text);
        var item = ListReader.ElementOf(type)!;
        var values = document.RootElement.EnumerateArray().Select(e => Element(item, element, e)).ToList();
        var array = Array.CreateInstance(item, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            array.SetValue(values[i], i);
        }

        if (type.IsAssignableFrom(array.GetType()))
        {
            return array;
        }

        if (element.Kind == ElementKind.Entry)
        {
            var dictionary = typeof(Dictionary<,>).MakeGenericType(item.GetGenericArguments());
            var made = Activator.CreateInstance(dictionary, array)!;
            return type.IsInstanceOfType(made) ? made
                : type.Name.StartsWith("Immutable", StringComparison.Ordinal) ? Immutable("ImmutableDictionary", item.GetGenericArguments())
                : Activator.CreateInstance(type, made)!;
        }

        return type.Name.StartsWith("Immutable", StringComparison.Ordinal) ? Immutable(type.Name.Split('`')[0], [item])
            : type.IsInterface ? Activator.CreateInstance(typeof(List<>).MakeGenericType(item), array)!
            : Activator.CreateInstance(type, array)!;

        object Immutable(string name, Type[] arguments) => type.Assembly.GetType($"System.Collections.Immutable.{name}")!.GetMethods()
            .First(m => m.Name == "CreateRange" && m.GetParameters().Length == 1 && m.GetGenericArguments().Length == arguments.Length)
            .MakeGenericMethod(arguments).Invoke(null, [array])!;
    }

    private static object? Element(Type type, ListElement element, JsonElement json)
    {
        if (element.Kind == ElementKind.Value)
        {
            return Field(type, element.Fields[0].Type, json);
        }

        var values = element.Fields.Zip(json.EnumerateArray(), (f, v) => (f.Name, Value: new ColumnValue(f.Type, Carrier(f.Type, v))))
            .ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
        ColumnValue? Column(string name) => values.TryGetValue(name, out var value) ? value : null;
        if (element.Kind == ElementKind.Record)
        {
            return Make(type, Column, "");
        }

        var of = type.GetGenericArguments()[1];
        var key = (string)values[ListElement.Key].Value!;
        return Activator.CreateInstance(type, key, RecordReader.Nested(of) is { } record
            ? Make(record, Column, ListElement.Value + ".")
            : values[ListElement.Value] is { Type.Element: { } inner, Value: string text } ? List(of, inner, text)
            : Carriers.ToClr(values[ListElement.Value].Value, values[ListElement.Value].Type, of));
    }

    private static object? Field(Type clr, DataType type, JsonElement json) => Carrier(type, json) is not { } carrier ? null
        : type.Element is { } element ? List(clr, element, (string)carrier) : Carriers.ToClr(carrier, type, clr);

    private static object? Carrier(DataType type, JsonElement json) =>
        json.ValueKind == JsonValueKind.Null ? null : ListText.Parse(type, Encoding.UTF8.GetBytes(json.GetString()!));
}
