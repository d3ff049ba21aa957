using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Unified.Architecture.Tests.Equality;

/// <summary>Which types a method compares for equality, by its IL: with an operator or Equals, as keys, or item by item.</summary>
internal static class ComparedTypes
{
    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>Methods whose first type argument is compared, and those whose second is: it is a key.</summary>
    private static readonly string[] OfItems =
    [
        "Distinct", "ToHashSet", "ToFrozenSet", "ToImmutableHashSet", "Contains", "IndexOf", "SequenceEqual", "Except", "Union",
        "Intersect",
    ];

    private static readonly string[] OfKeys =
    [
        "GroupBy", "ToDictionary", "ToLookup", "ToFrozenDictionary", "ToImmutableDictionary", "DistinctBy", "CountBy", "ExceptBy",
        "UnionBy", "IntersectBy",
    ];

    /// <summary>All methods of an assembly with a body, but for those that the compiler wrote for records.</summary>
    public static IEnumerable<MethodBase> Methods(Assembly assembly) => assembly.GetTypes()
        .SelectMany(t => t.GetMethods(All).Cast<MethodBase>().Concat(t.GetConstructors(All)))
        .Where(m => m.GetMethodBody() is not null
            && (m.Name.Contains('<', StringComparison.Ordinal) || !m.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)));

    public static IEnumerable<Type> Of(MethodBase method) => Callees(method).SelectMany(Compared).SelectMany(Parts);

    private static IEnumerable<Type> Compared(MethodBase callee)
    {
        var (type, arguments) = (callee.DeclaringType!, callee.IsGenericMethod ? callee.GetGenericArguments() : []);
        var owners = type.IsGenericType ? type.GetGenericArguments() : [];
        return callee.Name is "op_Equality" or "op_Inequality" or "Equals" ? owners.Prepend(type)
            : callee.IsConstructor && type.Name is "Dictionary`2" or "HashSet`1" or "ConcurrentDictionary`2" ? owners.Take(1)
            : OfItems.Contains(callee.Name) || (callee.Name is "Remove" && type.Name is "List`1" or "ImmutableArray`1")
                ? arguments.Take(1).Concat(owners.Take(1))
            : OfKeys.Contains(callee.Name) ? arguments.Skip(1).Take(1)
            : [];
    }

    /// <summary>A tuple and a nullable are compared as what is in them.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType && type.Namespace == "System" && type.IsValueType
        ? type.GetGenericArguments().SelectMany(Parts) : [type];

    private static IEnumerable<MethodBase> Callees(MethodBase method)
    {
        var il = method.GetMethodBody()!.GetILAsByteArray()!;
        var types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = OpCodesByValue[il[at] == 0xFE ? unchecked((short)(0xFE00 | il[at + 1])) : il[at]];
            at += code.Size;
            if (code.OperandType == OperandType.InlineMethod)
            {
                yield return method.Module.ResolveMethod(BitConverter.ToInt32(il, at), types, arguments)!;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
