using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Calls over text that are no single method of the catalogue: putting together and comparing.
internal sealed partial class ExpressionReader
{
    private static readonly ValueShape Text = new(Kinds.String, false);

    private ValueShape Concatenation(IBinaryOperation sum)
    {
        var refused = false;
        foreach (var part in new[] { sum.LeftOperand, sum.RightOperand })
        {
            refused |= part.Bare() is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }
                inner && !inner.ConstantValue.HasValue ? Concatenation(inner).Kind is null : Piece(part, null, false).Kind is null;
        }

        return refused ? ValueShape.Refused : Text;
    }

    private ValueShape? TextCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Concat":
                return Pieces(Elements(call.Values()), call);
            case "Join":
                var values = call.Values();
                _ = values[0].Type?.SpecialType == SpecialType.System_Char ? Character(values[0]) : Value(values[0]);
                return Pieces(Elements([.. values.Skip(1)]), call);
            case "Format":
                return Format(call);
            case "Compare" or "CompareOrdinal" or "CompareTo":
                Refuse(call, "UNI0013", "only the sign of a comparison of texts is defined, and only ordinally.",
                    "Compare it with 0: string.CompareOrdinal(a, b) < 0.");
                return ValueShape.Refused;
            default:
                return Comparing(call, method);
        }
    }

    private ValueShape? Comparing(IInvocationOperation call, IMethodSymbol method)
    {
        var operands = call.Instance is null ? call.Values() : [call.Instance, .. call.Values()];
        var comparison = operands.Count == 3 && operands[2].Type.Name() == "System.StringComparison"
            ? operands[2].ConstantValue.Value as int? : null;
        if (comparison == (int)StringComparison.OrdinalIgnoreCase
            && method.Name is "Equals" or "StartsWith" or "EndsWith" or "Contains" or "IndexOf")
        {
            return ReadAll(operands.Take(2)) ? ValueShape.Of(call.Type) : ValueShape.Refused;
        }

        if (operands.Count >= 2 && operands[1].Type?.SpecialType == SpecialType.System_Char
            && (operands.Count == 2 || comparison == (int)StringComparison.Ordinal)
            && method.Name is "StartsWith" or "EndsWith" or "Contains")
        {
            var function = Table.Member($"M:System.String.{method.Name}(System.String,System.StringComparison)");
            return function is null ? ValueShape.Of(call.Type) : Bind(function, call,
                [Value(operands[0]), Character(operands[1]), new ValueShape("int32", false) { IsConstant = true }]);
        }

        if (method.Name != "Equals" || !operands.All(o => o.Type?.SpecialType == SpecialType.System_String
            || o.Type.Name() == "System.StringComparison"))
        {
            return null;
        }

        var left = Value(operands[0]);
        Value(operands[1]);
        if (call.Instance is not null && left.Nullable == true)
        {
            Refuse(call, "UNI0016", "a method cannot be called on null.", "Write a == b.");
            return ValueShape.Refused;
        }

        return new ValueShape(Kinds.Boolean, false);
    }

    private bool ReadAll(IEnumerable<IOperation> operands)
    {
        var all = true;
        foreach (var operand in operands)
        {
            all &= (operand.Type?.SpecialType == SpecialType.System_Char ? Character(operand) : Value(operand)).Kind is not null;
        }

        return all;
    }

    // A comparison in which string.CompareOrdinal stands against 0: only its sign means something.
    private ValueShape? TextOrder(IBinaryOperation comparison)
    {
        var compared = IsZero(comparison.RightOperand) ? comparison.LeftOperand : IsZero(comparison.LeftOperand) ? comparison.RightOperand
            : null;
        var order = TextOrder(compared);
        return order?.Kind is null ? order : new ValueShape(Kinds.Boolean, false);
    }

    // The comparison itself, where it is an ordinal one.
    private ValueShape? TextOrder(IOperation? compared)
    {
        if (compared?.Bare() is not IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String } method }
            call)
        {
            return null;
        }

        var values = call.Values();
        if ((method.Name != "CompareOrdinal" || values.Count != 2)
            && (method.Name != "Compare" || values.Count != 3
                || values[2].ConstantValue is not { HasValue: true, Value: (int)StringComparison.Ordinal }))
        {
            return null;
        }

        return ReadAll(values.Take(2)) ? new ValueShape("int32", false) : ValueShape.Refused;
    }

    private static bool IsZero(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: 0 };

    private ValueShape Interpolated(IInterpolatedStringOperation text, bool invariant = false)
    {
        var refused = false;
        foreach (var hole in text.Parts.OfType<IInterpolationOperation>())
        {
            refused |= Piece(hole.Expression, hole.FormatString?.ConstantValue.Value as string, invariant).Kind is null;
        }

        return refused ? ValueShape.Refused : Text;
    }

    // FormattableString.Invariant($"...").
    private ValueShape Invariant(IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "Invariant" && call.Values() is [var written])
        {
            return written.Unconverted() is IInterpolatedStringOperation text ? Interpolated(text, invariant: true) : Text;
        }

        return Refused(call);
    }

    private ValueShape Format(IInvocationOperation call)
    {
        var values = call.Values().ToList();
        var invariant = values[0].Type?.SpecialType != SpecialType.System_String;
        if (invariant)
        {
            RequireInvariant(values[0]);
            values.RemoveAt(0);
        }

        if (values[0].ConstantValue is not { HasValue: true, Value: string format })
        {
            return IsConstant(values[0]) ? Text : Refuse(call, "the format is not a constant.", "Write the format where it is used.");
        }

        // A hole's own format decides, which only one that stands alone shows here.
        return format.Contains(':') ? Text : Pieces(Elements([.. values.Skip(1)]), call, invariant);
    }

    private ValueShape Pieces(IReadOnlyList<IOperation>? parts, IOperation node, bool invariant = false)
    {
        if (parts is null)
        {
            Refuse(node, "UNI0011", "how many texts there are must be seen in the definition.", "Write them out: string.Concat(a, b, c).");
            return ValueShape.Refused;
        }

        return parts.Select(p => Piece(p, null, invariant).Kind is null).ToList().Contains(true) ? ValueShape.Refused : Text;
    }

    // A value as text: only where no culture has a say in it.
    private ValueShape Piece(IOperation part, string? format, bool invariant)
    {
        var bare = part.Bare();
        var type = Kinds.Bare(bare.Type);
        if (bare.IsNull())
        {
            return Text;
        }

        if (type?.SpecialType == SpecialType.System_String)
        {
            return Value(bare);
        }

        if (type?.SpecialType == SpecialType.System_Char)
        {
            return Character(bare);
        }

        var example = type?.SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64 => "",
            SpecialType.System_Decimal => "\"F2\"",
            SpecialType.System_DateTime => "\"yyyy-MM-dd\"",
            _ => null,
        };
        var name = bare.Type?.MetadataName is "Nullable`1" ? type!.Name : bare.Type?.Name;
        return type is null || type.TypeKind == TypeKind.Error ? ValueShape.Refused
            : example is null ? Refuse(part, $"a {name} has no text in a definition.", "Use bool, int, long, decimal, string or DateTime.")
            : type.SpecialType == SpecialType.System_Boolean ? Value(bare)
            : !invariant ? Refuse(part, $"the text of a {name} depends on the culture of the machine.", example.Length == 0
                ? "Write x.ToString(CultureInfo.InvariantCulture)." : $"Write x.ToString({example}, CultureInfo.InvariantCulture).")
            : format is null && example.Length > 0 ? Refuse(part, $"the text of a {name} needs a format.",
                $"Write x.ToString({example}, CultureInfo.InvariantCulture), or the format in the interpolation.")
            : Value(bare);
    }

    private ValueShape Refuse(IOperation node, string reason, string wayOut)
    {
        Refuse(node, "UNI0013", reason, wayOut);
        return ValueShape.Refused;
    }

    // The elements of a call that takes an array or single values; null where how many there are is not seen.
    private static IReadOnlyList<IOperation>? Elements(IReadOnlyList<IOperation> arguments) => arguments switch
    {
        [var only] when only.Bare() is IArrayCreationOperation array => array.Initializer?.ElementValues ?? [],
        [{ Type.SpecialType: not (SpecialType.System_String or SpecialType.System_Object) }] => null,
        _ => arguments,
    };
}
