using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Functions;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Calls: of the catalogue, of the author's own functions, and of what is neither.
internal sealed partial class ExpressionReader
{
    private Shape Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var owner = method.ContainingType;
        if (GroupCalls.IsGroup(owner))
        {
            return Aggregate(call);
        }

        if (owner.Name() == "System.TimeSpan" && method.IsStatic && method.Name.StartsWith("From", StringComparison.Ordinal))
        {
            return Duration(call);
        }

        if (owner.SpecialType == SpecialType.System_String && TextCall(call) is { } text)
        {
            return text;
        }

        if (owner.Name() == "System.Math" && method.Name == "Sign" && TextOrder(call.Receiver()) is { } sign)
        {
            return sign;
        }

        if (owner.Name() == "System.FormattableString")
        {
            return Invariant(call);
        }

        if (method.Name == "Contains" && owner.SpecialType != SpecialType.System_String && SetCall(call) is { } member)
        {
            return member;
        }

        if (owner.Name() == "Unified.Definition.Window" && method.Name == "Each")
        {
            return Each(call);
        }

        if (owner.Name() == "Unified.Definition.Aggregate`2")
        {
            return Kinds.Of(method.ReturnType) is null ? UnknownShape.Instance : ValueShape.Of(method.ReturnType);
        }

        return IsDimension(owner) ? Looked(call) : ListCall(call) ?? Known(call);
    }

    private Shape Known(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Table.Member(Overridden(call)) is { } function)
        {
            return Windowed(function, call, Bind(function, call, Operands(call)));
        }

        if (method.IsStatic && method.GetAttributes().Any(a => a.AttributeClass.Name() == UserFunctions.Attribute))
        {
            return UserCall(call);
        }

        // A regex of the definition, whose calls the planner knows; a dictionary of it.
        if (call.Receiver()?.Unconverted() is { } receiver && Kinds.Of(receiver.Type) is null
            && IsConstant(receiver) && (receiver.Type.Name() == "System.Text.RegularExpressions.Regex" || IsTable(receiver.Type)))
        {
            foreach (var argument in call.Arguments.Where(a => a.Value.Unconverted() != receiver))
            {
                Read(argument.Value);
            }

            return ValueShape.Of(call.Type);
        }

        return Refused(call);
    }

    private ValueShape Refused(IInvocationOperation call)
    {
        // DateTime.Now.AddDays(1): what is wrong is the clock.
        for (var owner = call.Instance; owner is not null;
            owner = owner is IInvocationOperation inner ? inner.Instance : (owner as IPropertyReferenceOperation)?.Instance)
        {
            if (owner is IPropertyReferenceOperation { Instance: null } property)
            {
                return (ValueShape)Property(property);
            }
        }

        if (call.Instance is not null && Read(call.Instance) is ValueShape { Kind: null })
        {
            return ValueShape.Refused;
        }

        var (reason, wayOut) = UnknownCalls.Of(call);
        Refuse(call, "UNI0013", reason, wayOut);
        return ValueShape.Refused;
    }

    // The receiver, if any, and the arguments without the culture, which can only be the invariant one.
    private List<ValueShape> Operands(IInvocationOperation call)
    {
        var operands = new List<ValueShape>();
        if (call.Instance is { } receiver)
        {
            operands.Add(Value(receiver));
        }

        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0))
        {
            var type = argument.Parameter!.Type;
            if (type.Name() == "System.IFormatProvider")
            {
                RequireInvariant(argument.Value);
                continue;
            }

            operands.Add(type.SpecialType == SpecialType.System_Char && call.TargetMethod.ContainingType.SpecialType
                    == SpecialType.System_String ? Character(argument.Value)
                : type.SpecialType == SpecialType.System_Double && call.TargetMethod.ContainingType.SpecialType
                    == SpecialType.System_DateTime ? Whole(argument.Value)
                : Kinds.IsOption(type) ? Option(argument.Value)
                : Value(argument.Value));
        }

        return operands;
    }

    // How a function works is a constant; text is compared ordinally.
    private static ValueShape Option(IOperation option) => new("int32", false)
    {
        IsConstant = option.Type.Name() != "System.StringComparison"
            || option.ConstantValue is not { HasValue: true, Value: int comparison } || comparison == (int)StringComparison.Ordinal,
    };

    private void RequireInvariant(IOperation provider)
    {
        var bare = provider.Unconverted();
        if (bare is not IPropertyReferenceOperation { Property: { IsStatic: true, Name: "InvariantCulture" } } && !IsConstant(bare))
        {
            Refuse(provider, "UNI0013", "the text would depend on a culture.", "Pass CultureInfo.InvariantCulture.");
        }
    }

    private ValueShape Character(IOperation character)
    {
        if (IsConstant(character))
        {
            return new ValueShape(Kinds.String, false) { IsConstant = true };
        }

        Refuse(character, "UNI0016", "a character that is computed is a number here, and no text.",
            "Write s.Substring(i, 1) instead of s[i], and text instead of the character.");
        return ValueShape.Refused;
    }

    // The integer that C# has made a double of.
    private ValueShape Whole(IOperation number)
    {
        if (number is IConversionOperation { Operand: { Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } whole })
        {
            return Value(whole);
        }

        if (number.ConstantValue is { HasValue: true, Value: double constant } ? Math.Truncate(constant) == constant : IsConstant(number))
        {
            return new ValueShape("int32", false) { IsConstant = true };
        }

        Refuse(number, "UNI0016", "a time is moved by a whole number of units: a double is not exact.",
            "Pass an int or a long, of a smaller unit where there is a fraction: AddMinutes(90).");
        return ValueShape.Refused;
    }

    private ValueShape Duration(IInvocationOperation call)
    {
        var moving = call.Arguments.FirstOrDefault(a => !IsConstant(a.Value))?.Value;
        if (moving is null)
        {
            if (Constants.Ticks(call) is { } ticks && ticks % 10 != 0)
            {
                Refuse(call, "UNI0003", $"the duration {TimeSpan.FromTicks(ticks)} is not a whole number of microseconds.", "Round it.");
                return ValueShape.Refused;
            }

            return ValueShape.Of(call.Type) with { IsConstant = true };
        }

        return Table.Member(call.TargetMethod.GetDocumentationCommentId()) is { } function ? Bind(function, call, Operands(call))
            : NotMadeOfConstants(call, moving);
    }

    private Shape UserCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Kinds.Of(method.ReturnType) is null)
        {
            Refuse(call, "UNI0014", $"a user function cannot return {method.ReturnType.MetadataName}.",
                "Return one of the types of docs/definitions.md.");
            return ValueShape.Refused;
        }

        var digits = Precision.Of(method);
        if (Kinds.Of(method.ReturnType) == Kinds.Decimal && digits is null)
        {
            Refuse(call, "UNI0014", "a decimal that a user function returns needs its precision and scale.",
                "Write [return: Precision(18, 4)] above it: a value with other digits rejects the event.");
            return ValueShape.Refused;
        }

        ValueShape[] arguments = [.. call.Values().Select(v => v.Type is { } type && Kinds.IsOption(type) ? Option(v) : Value(v))];
        if (arguments.Any(a => a.Kind is null))
        {
            return ValueShape.Refused;
        }

        if (arguments.FirstOrDefault(a => a is { Kind: Kinds.Timestamp or Kinds.Decimal, Nullable: true }) is { } argument)
        {
            Refuse(call, "UNI0014", $"a user function cannot take {argument.Type}.", "Pass a value that is not null (x ?? y).");
            return ValueShape.Refused;
        }

        if (IsFinished)
        {
            return WithoutForm(call, $"{method.ContainingType.Name}.{method.Name}");
        }

        return new ValueShape(Kinds.Of(method.ReturnType), method.ReturnType.IsValueType ? Kinds.IsNullableValue(method.ReturnType)
            : method.ReturnNullableAnnotation == NullableAnnotation.Annotated)
        {
            Digits = Kinds.Of(method.ReturnType) == Kinds.Decimal ? digits?.ToString() : null,
        };
    }

    // C# names the method of the base where a value type overrides it: guid.ToString() is object's.
    private static string? Overridden(IInvocationOperation call) =>
        call is { TargetMethod.Name: "ToString", Arguments.Length: 0, Instance.Type: { IsValueType: true } type }
            ? $"M:{type.Name()}.ToString" : call.TargetMethod.OriginalDefinition.GetDocumentationCommentId();

    private static bool IsTable(ITypeSymbol? type) => type is not null && (Lists.IsDictionary(type)
        || type.AllInterfaces.Any(i => i.OriginalDefinition.ToDisplayString().Contains("IReadOnlyDictionary<")));
}
