using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

/// <summary>
/// Reads the lambdas of a definition as the plan's <c>ExprTranslator</c> does, and reports what it would refuse. Where something is not
/// known, nothing is said: the planner says it.
/// </summary>
/// <param name="report">Where refusals go.</param>
internal sealed partial class ExpressionReader(Report report)
{
    private const string Functions = "See docs/functions.md.";

    private static readonly LanguageTable Table = LanguageTable.Instance;

    private readonly KnownTexts _texts = new();
    private readonly Dictionary<ISymbol, Shape> _scope = new(SymbolEqualityComparer.Default);

    /// <summary>True in the result of a group, which the serving engine computes.</summary>
    public bool IsFinished { get; init; }

    /// <summary>True when the groups that are read have no window; null where that is not known.</summary>
    public bool? HasNoWindow { get; init; }

    /// <summary>What a lambda gives.</summary>
    public Shape Read(IAnonymousFunctionOperation lambda, params IReadOnlyList<Shape> parameters)
    {
        var symbols = lambda.Symbol.Parameters;
        for (var i = 0; i < symbols.Length; i++)
        {
            _scope[symbols[i]] = i < parameters.Count ? parameters[i] : UnknownShape.Instance;
        }

        return lambda.Result() is { } result ? Read(result) : UnknownShape.Instance;
    }

    /// <summary>What an expression stands for.</summary>
    public Shape Read(IOperation operation) => operation switch
    {
        { ConstantValue.HasValue: true } => Constant(operation),
        IParenthesizedOperation inner => Read(inner.Operand),
        IParameterReferenceOperation parameter => _scope.TryGetValue(parameter.Parameter, out var known) ? known : Captured(operation),
        ILocalReferenceOperation local => Local(local),
        IConversionOperation conversion => Conversion(conversion),
        IPropertyReferenceOperation property => Property(property),
        IFieldReferenceOperation field => Field(field),
        IInvocationOperation call => Call(call),
        IBinaryOperation binary => Binary(binary),
        IUnaryOperation unary => Unary(unary),
        IConditionalOperation { WhenFalse: { } whenFalse } choice => Choice(choice, whenFalse),
        ICoalesceOperation coalesce => Coalesce(coalesce),
        IObjectCreationOperation construct => Construct(construct),
        IAnonymousObjectCreationOperation made => Anonymous(made),
        IInterpolatedStringOperation text => Interpolated(text),
        IArrayElementReferenceOperation element => Element(element),
        IDefaultValueOperation => ValueShape.Of(operation.Type) with { IsConstant = true },
        IArrayCreationOperation or IIsTypeOperation or ITypeOfOperation => NotOfTheLanguage(operation),
        _ => UnknownShape.Instance,
    };

    /// <summary>What an operand stands for where one value is needed.</summary>
    private ValueShape Value(IOperation operation)
    {
        var shape = Read(operation);
        if (shape is ValueShape value)
        {
            return Known(value, operation);
        }

        if (shape is UnknownShape && Kinds.Of(operation.Type) is null && operation.Type is { TypeKind: TypeKind.Class or TypeKind.Struct }
            && operation is IFieldReferenceOperation or ILocalReferenceOperation && IsConstant(operation))
        {
            report.Add("UNI0002", operation.Syntax, $"a constant of type {operation.Type!.MetadataName} has no place in a plan.",
                "Use the types of docs/definitions.md.");
        }
        else if (shape is MadeShape or EventShape)
        {
            report.Add("UNI0010", operation.Syntax, "an object stands where one value is needed.", "Name one of its members.");
        }

        return ValueShape.Refused;
    }

    private ValueShape Known(ValueShape value, IOperation operation) =>
        value is { Kind: Kinds.String, Nullable: true } && _texts.Has(operation) ? value with { Nullable = false } : value;

    private Shape NotOfTheLanguage(IOperation operation)
    {
        report.Add("UNI0011", operation.Syntax, "is not part of the language of definitions.", "See docs/definitions.md for what is.");
        return ValueShape.Refused;
    }

    private bool IsConstant(IOperation operand) => Constants.IsConstant(operand, _scope.ContainsKey);

    private Shape Local(ILocalReferenceOperation local)
    {
        if (MovingLocals.Of(local) is { } moving)
        {
            report.Add("UNI0043", local.Syntax,
                $"Define() gives another query when it is called again: '{local.Local.Name}' holds {moving}.",
                "Capture no clock, random number or counter: use a constant, or a column of the event.");
        }

        return Captured(local);
    }

    private static Shape Captured(IOperation operation) => Kinds.Of(operation.Type) is not null
        ? ValueShape.Of(operation.Type) with { IsConstant = true }
        : UnknownShape.Instance;

    private ValueShape Constant(IOperation operation)
    {
        var value = operation.ConstantValue.Value;
        if (value is decimal number && Digits(number) > 28)
        {
            report.Add("UNI0006", operation.Syntax, FormattableString.Invariant($"a decimal constant of {Digits(number)} digits."),
                "Use at most 28 digits in all.");
            return ValueShape.Refused;
        }

        return new ValueShape(Kinds.Of(operation.Type) ?? (operation.Type?.SpecialType == SpecialType.System_Char ? "int32" : null),
            value is null || Kinds.IsNullableValue(operation.Type))
        {
            IsConstant = true,
            Digits = value is decimal known ? FormattableString.Invariant($"({Digits(known)},{Scale(known)})") : null,
        };
    }

    private static int Scale(decimal number) => (decimal.GetBits(number)[3] >> 16) & 0xFF;

    private static int Digits(decimal number)
    {
        var bits = decimal.GetBits(number);
        var unscaled = new decimal(bits[0], bits[1], bits[2], isNegative: false, 0);
        return Math.Max(unscaled.ToString(System.Globalization.CultureInfo.InvariantCulture).Length, Math.Max(Scale(number), 1));
    }

    private ValueShape Bind(LanguageFunction function, IOperation node, IReadOnlyList<ValueShape> operands)
    {
        if (operands.Any(o => o.Kind is null))
        {
            return ValueShape.Refused;
        }

        foreach (var (operand, i) in operands.Select((o, i) => (o, i)))
        {
            if (operand.Window is { IsPaned: true })
            {
                UseOfPanes(node);
                return ValueShape.Refused;
            }

            if (function.IsConstant(i) && !operand.IsConstant)
            {
                return Refuse(function, node, operands, function.Moving);
            }
        }

        if (function.IsOpen)
        {
            return ValueShape.Of(node.Type);
        }

        var (nullable, wayOut) = function.Bind([.. operands.Select(o => o.Nullable)]);
        return wayOut is not null ? Refuse(function, node, operands, wayOut)
            : IsFinished && !function.HasForm && operands.Any(o => !o.IsConstant) ? WithoutForm(node, function.Name)
            : new ValueShape(Kinds.Of(node.Type) ?? (node.Type?.SpecialType == SpecialType.System_Char ? "int32" : null), nullable)
            {
                // The instant of a time with an offset may be the event time.
                IsEventTime = operands.Any(o => o.IsEventTime is not null) && function.Name != "utc" ? false : null,
            };
    }

    private ValueShape Refuse(LanguageFunction function, IOperation node, IEnumerable<ValueShape> operands, string wayOut)
    {
        report.Add("UNI0016", node.Syntax, $"'{function.Name}' does not take ({string.Join(", ", operands.Select(o => o.Type))}).", wayOut);
        return ValueShape.Refused;
    }

    // The serving engine finishes results of groups.
    private ValueShape WithoutForm(IOperation node, string function)
    {
        report.Add("UNI0090", node.Syntax, $"{function} has no form in ClickHouse that gives exactly the same, and results of groups are "
            + "finished there.", "Compute it before the group (let), or inside the aggregate (g.Sum(e => ...)).");
        return ValueShape.Of(node.Type);
    }

    private void UseOfPanes(IOperation node) => report.Add("UNI0071", node.Syntax,
        "an event is in several of these windows, or which one depends on other events; it is no value of an event.",
        "Use it as a key of the group alone, and what it starts at in the select (g.Key).");
}
