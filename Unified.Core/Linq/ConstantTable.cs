using System.Collections;
using System.Globalization;
using System.Text;
using Unified.Columnar;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// A dictionary that the definition holds, as a constant of the plan: its entries in the order of their keys, so that the same content is
/// the same definition, however it was put together.
/// </summary>
internal static class ConstantTable
{
    private const int MaxEntries = 100_000;

    /// <summary>True for a dictionary of any kind.</summary>
    public static bool IsDictionary(Type type) => Interface(type) is not null;

    /// <summary>The constant of a dictionary.</summary>
    /// <exception cref="DefinitionException">It holds what a plan cannot, compares its keys in its own way, or is too large.</exception>
    public static ConstantExpr Of(object dictionary, string node)
    {
        var types = Interface(dictionary.GetType())!.GetGenericArguments();
        SetCalls.RequireDefaultEquality(dictionary, types[0], node);
        var entries = new List<(object Key, object? Value)>();
        foreach (var entry in (IEnumerable)dictionary)
        {
            entries.Add((entry.GetType().GetProperty("Key")!.GetValue(entry)!, entry.GetType().GetProperty("Value")!.GetValue(entry)));
        }

        return Of(types[0], types[1], entries, node);
    }

    /// <summary>The constant of entries.</summary>
    public static ConstantExpr Of(Type keyType, Type valueType, IReadOnlyCollection<(object Key, object? Value)> entries, string node)
    {
        if (entries.Count > MaxEntries)
        {
            throw new DefinitionException("UNI0007", node, string.Create(CultureInfo.InvariantCulture,
                $"a table of {entries.Count:N0} entries is too large for a definition; it may have {MaxEntries:N0}."),
                "Join the events with a topic of it instead.");
        }

        var key = ClrTypes.TryMap(keyType) is { } known && Entries.IsKey(known) ? known : throw new DefinitionException("UNI0002", node,
            $"keys of type {keyType.Name} have no place in a table of a definition.", "Use text, integers, Guids, days or enumerations.");
        var value = Type(valueType, entries.Select(e => e.Value), node);
        var element = new ListElement(ElementKind.Entry, [new Field(ListElement.Key, key), new Field(ListElement.Value, value)]);
        var writer = new ListTextWriter(element);
        writer.Begin();
        foreach (var entry in entries.Select(e => (Key: ClrValues.FromClr(e.Key, key), e.Value))
            .OrderBy(e => ListText.Format(key, e.Key), StringComparer.Ordinal))
        {
            writer.BeginElement();
            writer.Fields[0].Value(entry.Key);
            writer.Fields[1].Value(entry.Value is null ? null : ClrValues.FromClr(entry.Value, value));
            writer.EndElement();
        }

        writer.End();
        return new ConstantExpr(Encoding.UTF8.GetString(writer.Text), DataType.List(element));
    }

    // Of text the content says whether there are nulls, of decimals how many digits they have.
    private static DataType Type(Type type, IEnumerable<object?> values, string node)
    {
        var constants = values.Select(v => ClrTypes.Constant(v, type, node)).ToList();
        var known = ClrTypes.TryMap(type) ?? throw new DefinitionException("UNI0002", node,
            $"values of type {type.Name} have no place in a table of a definition.", "Use the types of docs/definitions.md.");
        var nullable = known.Nullable || constants.Any(c => c.Value is null);
        if (known.Kind != TypeKind.Decimal)
        {
            return known.WithNull(nullable);
        }

        var scale = constants.Select(c => c.Type.Scale).DefaultIfEmpty().Max();
        var whole = constants.Select(c => c.Type.Precision - c.Type.Scale).DefaultIfEmpty(1).Max();
        return whole + scale <= DataType.MaxExpressionPrecision ? DataType.Decimal(Math.Max(whole + scale, 1), scale).WithNull(nullable)
            : throw new DefinitionException("UNI0006", node, $"decimals of {whole + scale} digits.", "Use at most 28 digits in all.");
    }

    private static Type? Interface(Type type) => type.GetInterfaces().Append(type).FirstOrDefault(t => t.IsGenericType
        && (t.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) || t.GetGenericTypeDefinition() == typeof(IDictionary<,>)));
}
