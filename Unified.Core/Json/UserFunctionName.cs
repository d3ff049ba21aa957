using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Unified.Definition;
using Unified.Expressions;
using Unified.Types;

namespace Unified.Json;

/// <summary>A user function by its names, and the version of its code.</summary>
/// <param name="Type">The declaring type, without type arguments.</param>
/// <param name="Method">The method's name.</param>
/// <param name="TypeArguments">Those of the declaring type, then those of the method.</param>
/// <param name="Parameters">The types of the parameters, which tell overloads apart.</param>
/// <param name="Code">12 hex digits of the hash of all code that it can run.</param>
internal sealed record UserFunctionName(string Type, string Method, EquatableArray<string> TypeArguments,
    EquatableArray<string> Parameters, string Code)
{
    private static readonly Type[] PlanTypes =
        [typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(DateTime), typeof(bool?), typeof(int?), typeof(long?),
            typeof(decimal?), typeof(DateTime?), typeof(string)];

    public static UserFunctionName Of(MethodInfo method)
    {
        var type = method.DeclaringType!;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var arguments = type.GetGenericArguments().Concat(method.IsGenericMethod ? method.GetGenericArguments() : []);
        return new UserFunctionName(definition.FullName!, method.Name, [.. arguments.Select(a => $"{a}")],
            [.. method.GetParameters().Select(p => $"{p.ParameterType}")], CodeOf(method));
    }

    public static UserFunctionName Read(JsonPart part)
    {
        part.Only("type", "method", "typeArguments", "parameters", "code");
        return new UserFunctionName(part["type"].Text, part["method"].Text,
            [.. part.Find("typeArguments")?.Items.Select(a => a.Text) ?? []],
            [.. part["parameters"].Items.Select(p => p.Text)], part["code"].Text);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteString("method", Method);
        if (TypeArguments.Length > 0)
        {
            Array(json, "typeArguments", TypeArguments);
        }

        Array(json, "parameters", Parameters);
        json.WriteString("code", Code);
        json.WriteEndObject();
    }

    /// <summary>The method that has this name and this code.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0062: there is none.</exception>
    public MethodInfo Find(IReadOnlyList<Assembly> assemblies, JsonPart part)
    {
        var found = assemblies.Select(a => a.GetType(Type)).OfType<Type>().SelectMany(t => Candidates(t, assemblies)).FirstOrDefault(m =>
            m.GetCustomAttribute<DeterministicAttribute>() is not null
                && m.GetParameters().Select(p => $"{p.ParameterType}").SequenceEqual(Parameters.Items))
            ?? throw part.Refuse($"{this} is not a static method marked [Deterministic] of this program.",
                "Add the assembly that declares it.", "UNI0062");
        return CodeOf(found) is var code && code == Code ? found
            : throw part.Refuse($"{this} has other code here ({code}) than in the document ({Code}).",
            "Run the program that the document was written by, or write the document anew: it is another definition.", "UNI0062");
    }

    public override string ToString() => $"{Type}.{Method}({string.Join(", ", Parameters)})";

    private IEnumerable<MethodInfo> Candidates(Type type, IReadOnlyList<Assembly> assemblies)
    {
        var arguments =
            TypeArguments.Select(name => PlanTypes.FirstOrDefault(t => $"{t}" == name) ?? assemblies.Select(a => a.GetType(name))
            .FirstOrDefault(t => t is not null)).ToArray();
        var own = type.GetGenericArguments().Length;
        if (arguments.Contains(null) || arguments.Length < own)
        {
            return [];
        }

        var closed = own == 0 ? type : type.MakeGenericType(arguments[..own]!);
        return closed.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(m => m.Name == Method && m.GetGenericArguments().Length == arguments.Length - own)
            .Select(m => m.IsGenericMethodDefinition ? m.MakeGenericMethod(arguments[own..]!) : m);
    }

    private static string CodeOf(MethodInfo method) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(UserFunctionIl.Print(method))))[..12];

    private static void Array(Utf8JsonWriter json, string name, EquatableArray<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
