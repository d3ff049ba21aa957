using System.Reflection;
using Unified.Expressions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.TestKit.Objects;

/// <summary>A group's key: two zeros are one, so which of them came first is nothing that a result may depend on.</summary>
internal static class GroupKey
{
    /// <summary>The key without signs of zero.</summary>
    /// <param name="key">A value, or an object of them.</param>
    /// <param name="isStored">True for the keys of rows.</param>
    /// <exception cref="NotSupportedException">Rows cannot hold it.</exception>
    public static object? Of(object? key, bool isStored)
    {
        if (key is null)
        {
            return null;
        }

        if (IsValue(key))
        {
            return Checked(key, isStored);
        }

        var parts = key.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0).ToList();
        var values = parts.ToDictionary(p => p.Name, p => Checked(p.GetValue(key), isStored), StringComparer.OrdinalIgnoreCase);
        return parts.Any(p => IsMinusZero(p.GetValue(key))) ? Made(key.GetType(), parts, values) : key;
    }

    private static bool IsValue(object key) => ClrTypes.TryMap(key.GetType()) is not null;

    private static object? Checked(object? value, bool isStored)
    {
        if (isStored)
        {
            _ = value switch
            {
                DateTime time => Storable.Carrier(time, DataType.Timestamp, true),
                DateTimeOffset time => Storable.Carrier(time, DataType.Timestamp, true),
                DateOnly day => Storable.Carrier(day, DataType.Date, true),
                _ => null,
            };
        }

        return Carriers.Key(value);
    }

    private static bool IsMinusZero(object? value) => value switch
    {
        double number => number == 0 && double.IsNegative(number),
        float number => number == 0 && float.IsNegative(number),
        _ => false,
    };

    // By the constructor that takes every part, as anonymous objects and positional records have it, or part by part.
    private static object Made(Type type, List<PropertyInfo> parts, Dictionary<string, object?> values)
    {
        var whole = type.GetConstructors().FirstOrDefault(c => c.GetParameters() is var taken && taken.Length == parts.Count
            && taken.All(t => values.ContainsKey(t.Name!)));
        if (whole is not null)
        {
            return whole.Invoke([.. whole.GetParameters().Select(t => values[t.Name!])]);
        }

        var made = Activator.CreateInstance(type)!;
        foreach (var part in parts.Where(p => p.CanWrite))
        {
            part.SetValue(made, values[part.Name]);
        }

        return made;
    }
}
