using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Functions;
using Unified.Analyzers.Language;

namespace Unified.Analyzers.Reading;

/// <summary>The refusal of a method that is in no catalogue, as the plan's <c>UnknownCalls</c> has it.</summary>
internal static class UnknownCalls
{
    private const string Instead = "Use a function of docs/functions.md, or ";

    /// <summary>Why the call is refused, and what to write instead.</summary>
    public static (string Reason, string WayOut) Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        // Of an object C# names the method of the base that it overrides.
        while (method is { OverriddenMethod: { } below, ContainingType.IsValueType: false })
        {
            method = below;
        }

        var name = $"{method.ContainingType.MetadataName}.{method.Name}";
        if (method.ContainingType.SpecialType == SpecialType.System_Decimal && method.Name == "Parse")
        {
            return ($"the decimals of {name} have no scale that a plan could see.", "Write DecimalMath.Parse(text, scale).");
        }

        if (BaseLibrary.Contains(method) && Impurity.Of(method) is var (reason, wayOut))
        {
            return ($"method {name} {reason}.", wayOut);
        }

        return ($"method {name} is not in the function catalogue.", CanBeUserFunction(call)
            ? Instead + (BaseLibrary.Contains(method) ? "call it in a static method of your own that is marked [Deterministic]."
                : "mark a pure static method of your own [Deterministic].")
            : "Use the functions of docs/functions.md. A static method of your own that is marked [Deterministic] takes and "
                + "returns the types of docs/definitions.md.");
    }

    private static bool CanBeUserFunction(IInvocationOperation call) =>
        Kinds.Of(call.TargetMethod.ReturnType) is not null
        && call.Arguments.All(a => Kinds.Of(a.Value.Type) is not null || a.Value.Type is { TypeKind: TypeKind.Enum });
}
