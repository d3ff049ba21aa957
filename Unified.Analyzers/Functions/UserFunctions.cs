using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Refusals;

namespace Unified.Analyzers.Functions;

/// <summary>
/// Checks what a <c>[Deterministic]</c> function calls itself, as the plan's <c>UserFunctionIl</c> does. What it calls of its assembly the
/// planner reads too.
/// </summary>
internal sealed class UserFunctions(Report report, IMethodSymbol method)
{
    public const string Attribute = "Unified.Definition.DeterministicAttribute";

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "get_Name", "op_Equality", "op_Inequality", "Equals", "ToString", "GetTypeFromHandle", "GetMethodFromHandle", "GetFieldFromHandle",
    };

    /// <summary>Checks the operations of the function.</summary>
    public void Read(IEnumerable<IOperation> blocks)
    {
        foreach (var operation in blocks.SelectMany(b => b.DescendantsAndSelf()).Where(o => !o.ConstantValue.HasValue))
        {
            switch (operation)
            {
                case IInvocationOperation call:
                    Call(call.TargetMethod, call);
                    break;
                case IPropertyReferenceOperation { Property.GetMethod: { } getter }:
                    Call(getter, operation);
                    break;
                case IObjectCreationOperation { Constructor: { } constructor }:
                    Call(constructor, operation);
                    break;
                case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: false, IsConst: false } field }
                    when SymbolEqualityComparer.Default.Equals(field.ContainingAssembly, method.ContainingAssembly):
                    report.Add("UNI0017", operation.Syntax,
                        $"uses the mutable static {field.ContainingType.Name}.{field.Name}, which can change between two runs.",
                        "Make it const, static readonly or a property without set.");
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                    Piece(sum.LeftOperand);
                    Piece(sum.RightOperand);
                    break;
                case IInterpolatedStringOperation { Type.SpecialType: SpecialType.System_String } text
                    when text.Parent is not IInterpolatedStringHandlerCreationOperation:
                    Interpolated(text);
                    break;
            }
        }
    }

    private void Interpolated(IInterpolatedStringOperation text)
    {
        // Holes that are text alone are put together without a culture.
        if (text.Parts.OfType<IInterpolationOperation>().Any(p => p.Alignment is not null || p.FormatString is not null
            || p.Expression.Unconverted().Type?.SpecialType != SpecialType.System_String))
        {
            Refuse(text, "DefaultInterpolatedStringHandler..ctor", "formats in the culture of the machine",
                "Write string.Create(CultureInfo.InvariantCulture, $\"...\").");
        }
    }

    // C# asks a value for its text.
    private void Piece(IOperation part)
    {
        if (!part.ConstantValue.HasValue && part.Unconverted().Type is { IsValueType: true, TypeKind: TypeKind.Struct } type
            && type.GetMembers("ToString").OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Length == 0) is { } text)
        {
            Call(text, part);
        }
    }

    private void Call(IMethodSymbol callee, IOperation node)
    {
        var called = $"{callee.ContainingType.MetadataName}.{callee.MetadataName}";
        if (SymbolEqualityComparer.Default.Equals(callee.ContainingAssembly, method.ContainingAssembly))
        {
            return;
        }

        if (IsLateBound(callee))
        {
            report.Add("UNI0019", node.Syntax, $"calls {called}, which finds code when it runs: that code is in no version.",
                "Name the method or the type in C#.");
        }
        else if (Impurity.Of(callee.OriginalDefinition) is var (reason, wayOut))
        {
            Refuse(node, called, reason, wayOut);
        }
    }

    private void Refuse(IOperation node, string called, string reason, string wayOut) => report.Add("UNI0044", node.Syntax,
        $"calls {called}, which {reason}; a [Deterministic] function gives the same for the same arguments, everywhere.", wayOut);

    // Reflection and dynamic, as the plan's LateBoundMembers has it.
    private static bool IsLateBound(IMethodSymbol callee) => !Harmless.Contains(callee.MetadataName)
        && callee.ContainingNamespace?.ToDisplayString() switch
        {
            "System.Reflection" or "System.Reflection.Emit" or "System.Runtime.Loader" or "Microsoft.CSharp.RuntimeBinder" => true,
            "System.Linq.Expressions" => callee.Name == "Compile",
            "System.Runtime.InteropServices" => callee.ContainingType.Name is "Marshal" or "NativeLibrary",
            "System" => callee.ContainingType.Name switch
            {
                "Type" => callee.Name is "GetType" or "InvokeMember" or "GetInterface" or "get_Assembly" or "get_TypeInitializer"
                    || (Result(callee) is { ContainingNamespace: { } space } && space.ToDisplayString() == "System.Reflection"),
                "Activator" => !callee.IsGenericMethod,
                "Delegate" => callee.Name is "DynamicInvoke" or "CreateDelegate",
                _ => false,
            },
            _ => false,
        };

    private static ITypeSymbol Result(IMethodSymbol callee) =>
        callee.ReturnType is IArrayTypeSymbol { ElementType: var element } ? element : callee.ReturnType;
}
