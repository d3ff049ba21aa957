using System.Reflection;

namespace Unified.Analyzers.Tests.Language;

/// <summary>The name of a member that the compiler has for it too: <c>M:System.String.Substring(System.Int32)</c>.</summary>
internal static class DocumentationId
{
    public static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"M:{Of(constructor.DeclaringType!)}.#ctor{Parameters(constructor)}",
        MethodInfo method => $"M:{Of(method.DeclaringType!)}.{method.Name}"
            + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")
            + $"{Parameters(method)}{(method.Name is "op_Implicit" or "op_Explicit" ? "~" + Of(method.ReturnType) : "")}",
        PropertyInfo property => $"P:{Of(property.DeclaringType!)}.{property.Name}",
        FieldInfo field => $"F:{Of(field.DeclaringType!)}.{field.Name}",
        _ => throw new ArgumentException($"{member} is no member of the catalogue.", nameof(member)),
    };

    private static string Parameters(MethodBase method) => method.GetParameters() is { Length: > 0 } parameters
        ? $"({string.Join(',', parameters.Select(p => Of(p.ParameterType)))})" : "";

    private static string Of(Type type) => type.IsGenericParameter ? $"``{type.GenericParameterPosition}"
        : type.IsByRef ? Of(type.GetElementType()!) + "@"
        : type.IsPointer ? Of(type.GetElementType()!) + "*"
        : type.IsArray ? Of(type.GetElementType()!) + "[]"
        : type.IsConstructedGenericType
            ? $"{type.GetGenericTypeDefinition().FullName!.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Of))}}}"
        : (type.FullName ?? type.Name).Replace('+', '.');
}
