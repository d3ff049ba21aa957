using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Operators, conversions, choices.
internal sealed partial class ExpressionReader
{
    private Shape Binary(IBinaryOperation binary)
    {
        if (binary.OperatorKind == BinaryOperatorKind.Add && binary.Type?.SpecialType == SpecialType.System_String)
        {
            return Concatenation(binary);
        }

        if (IsComparison(binary.OperatorKind) && TextOrder(binary) is { } order)
        {
            return order;
        }

        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && Presence(binary) is { } there)
        {
            return there;
        }

        var left = Value(binary.LeftOperand);
        var right = binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr
            ? _texts.Where(binary.LeftOperand, binary.OperatorKind == BinaryOperatorKind.ConditionalAnd, () => Value(binary.RightOperand))
            : Value(binary.RightOperand);
        // Null has the type of what it is compared with.
        left = binary.LeftOperand.IsNull() ? right with { Nullable = true, IsConstant = true, Window = null } : left;
        right = binary.RightOperand.IsNull() ? left with { Nullable = true, IsConstant = true, Window = null } : right;
        if (binary.OperatorMethod is { } method && Table.Member(method.GetDocumentationCommentId()) is { } function)
        {
            return Bind(function, binary, [left, right]);
        }

        var name = Name(binary.OperatorKind);
        return name is null || left.Kind is null || right.Kind is null ? ValueShape.Refused
            : Table.Operator(name, left.Kind) is { } known && (left.Kind == right.Kind || name is "LeftShift" or "RightShift")
                ? Bind(known, binary, [left, right])
            : left.Window is { IsPaned: true } || right.Window is { IsPaned: true } ? Panes(binary) : ValueShape.Of(binary.Type);
    }

    private ValueShape Panes(IOperation node)
    {
        UseOfPanes(node);
        return ValueShape.Refused;
    }

    // A record compared with null.
    private ValueShape? Presence(IBinaryOperation binary)
    {
        var record = binary.RightOperand.IsNull() ? binary.LeftOperand : binary.LeftOperand.IsNull() ? binary.RightOperand : null;
        if (record is null || Kinds.Of(record.Type) is not null)
        {
            return null;
        }

        record = record.Bare();
        switch (Read(record))
        {
            case UnknownShape when record is IFieldReferenceOperation or ILocalReferenceOperation:
                return Value(record);
            case EventShape { MayBeMissing: true } or OpenShape or UnknownShape or ListShape or ValueShape:
                return new ValueShape(Kinds.Boolean, false);
            default:
                report.Add("UNI0010", record.Syntax, "an object stands where one value is needed.", "Name one of its members.");
                return ValueShape.Refused;
        }
    }

    private ValueShape Unary(IUnaryOperation unary)
    {
        var operand = Value(unary.Operand);
        if (unary.OperatorMethod is { } method && Table.Member(method.GetDocumentationCommentId()) is { } function)
        {
            return Bind(function, unary, [operand]);
        }

        var name = unary.OperatorKind switch
        {
            UnaryOperatorKind.Not when operand.Kind == Kinds.Boolean => "Not",
            UnaryOperatorKind.Not or UnaryOperatorKind.BitwiseNegation => "OnesComplement",
            UnaryOperatorKind.Minus => "NegateChecked",
            _ => null,
        };
        return name is not null && operand.Kind is not null && Table.Operator(name, operand.Kind) is { } known
            ? Bind(known, unary, [operand]) : ValueShape.Of(unary.Type);
    }

    private ValueShape Choice(IConditionalOperation choice, IOperation whenFalse)
    {
        var (test, first, second) = (Value(choice.Condition), _texts.Where(choice.Condition, true, () => Value(choice.WhenTrue)),
            _texts.Where(choice.Condition, false, () => Value(whenFalse)));
        return test.Kind is null || first.Kind is null || second.Kind is null ? ValueShape.Refused
            : new ValueShape(Kinds.Of(choice.Type), Either(first.Nullable, second.Nullable));
    }

    private ValueShape Coalesce(ICoalesceOperation coalesce)
    {
        var (value, other) = (Value(coalesce.Value), Value(coalesce.WhenNull));
        return value.Kind is null || other.Kind is null ? ValueShape.Refused : new ValueShape(Kinds.Of(coalesce.Type), other.Nullable);
    }

    private static bool? Either(bool? a, bool? b) => a == true || b == true ? true : a is null || b is null ? null : false;

    private Shape Conversion(IConversionOperation conversion)
    {
        var shape = Read(conversion.Operand);
        if (shape is not ValueShape operand)
        {
            return shape;
        }

        var (from, to) = (operand.Kind, Kinds.Of(conversion.Type));
        if (from is null || conversion.Operand.Type?.SpecialType == SpecialType.System_Char)
        {
            return to is null || from is null ? ValueShape.Refused : new ValueShape(to, Kinds.IsNullableValue(conversion.Type));
        }

        if (to is null)
        {
            if (conversion.Type?.SpecialType == SpecialType.System_Object && !conversion.IsImplicit)
            {
                Refuse(conversion, "UNI0015", $"a conversion to {conversion.Type.Name} has no place in a plan.",
                    "Use the types of docs/definitions.md.");
                return ValueShape.Refused;
            }

            return UnknownShape.Instance;
        }

        var nullable = conversion.Type is { IsValueType: true } ? Kinds.IsNullableValue(conversion.Type) : operand.Nullable;
        var converted = new ValueShape(to, nullable)
        {
            IsConstant = operand.IsConstant,
            Digits = to == Kinds.Decimal ? from == Kinds.Decimal ? operand.Digits : OfIntegers(from) : null,
            IsEventTime = from == to ? operand.IsEventTime : operand.IsEventTime is null ? null : false,
            Window = from == to ? operand.Window : null,
        };
        if (operand.IsConstant || !Table.Converts(from) || !Table.Converts(to)
            || (Table.Widens(from, to) && (operand.Nullable != true || nullable != false)))
        {
            return converted;
        }

        var target = (to == Kinds.Decimal && converted.Digits is null ? converted with { Digits = "(28,0)" } : converted).Type;
        Refuse(conversion, "UNI0015", $"the conversion from {operand.Type} to {target} can lose values.",
            from is Kinds.Double or "single" && to == Kinds.Decimal
                ? "A double does not say how many digits it has: leave the conversion out. Aggregates take doubles as they are."
                : "Only widening conversions are allowed.");
        return ValueShape.Refused;
    }

    private void Refuse(IOperation node, string code, string reason, string wayOut) => report.Add(code, node.Syntax, reason, wayOut);

    private static string? OfIntegers(string kind) => kind switch
    {
        "int8" or "uint8" => "(3,0)",
        "int16" or "uint16" => "(5,0)",
        "int32" or "uint32" => "(10,0)",
        "int64" => "(19,0)",
        "uint64" => "(20,0)",
        _ => null,
    };

    private static bool IsComparison(BinaryOperatorKind kind) => kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
        or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan
        or BinaryOperatorKind.GreaterThanOrEqual;

    // As System.Linq.Expressions names it.
    private static string? Name(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => "AddChecked",
        BinaryOperatorKind.Subtract => "SubtractChecked",
        BinaryOperatorKind.Multiply => "MultiplyChecked",
        BinaryOperatorKind.Divide => "Divide",
        BinaryOperatorKind.Remainder => "Modulo",
        BinaryOperatorKind.LeftShift => "LeftShift",
        BinaryOperatorKind.RightShift => "RightShift",
        BinaryOperatorKind.And => "And",
        BinaryOperatorKind.Or => "Or",
        BinaryOperatorKind.ExclusiveOr => "ExclusiveOr",
        BinaryOperatorKind.ConditionalAnd => "AndAlso",
        BinaryOperatorKind.ConditionalOr => "OrElse",
        BinaryOperatorKind.Equals => "Equal",
        BinaryOperatorKind.NotEquals => "NotEqual",
        BinaryOperatorKind.LessThan => "LessThan",
        BinaryOperatorKind.LessThanOrEqual => "LessThanOrEqual",
        BinaryOperatorKind.GreaterThan => "GreaterThan",
        BinaryOperatorKind.GreaterThanOrEqual => "GreaterThanOrEqual",
        _ => null,
    };
}
