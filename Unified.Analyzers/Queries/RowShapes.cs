using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;
using Unified.Analyzers.Sources;

namespace Unified.Analyzers.Queries;

/// <summary>What the rows that a clause gets stand for: the clauses before it are read without a word.</summary>
internal static class RowShapes
{
    /// <summary>A row of a source or of rows, or of the finished results of a query.</summary>
    public static Shape Of(IOperation? operation)
    {
        var at = operation?.Unconverted();
        return at switch
        {
            null => UnknownShape.Instance,
            IInvocationOperation { Instance: { } input } call when Definitions.Of(call.TargetMethod.ContainingType) is Definitions.Source
                or Definitions.Rows => Step(call, input),
            // Of a type parameter nobody knows the columns.
            _ when at.Type is INamedTypeSymbol { TypeArguments: [{ TypeKind: TypeKind.Class or TypeKind.Struct } row] }
                && Definitions.Of(at.Type) == Definitions.Source => new EventShape(row, SourceDeclaration.EventTimeOf(at)),
            _ when at.Type is INamedTypeSymbol { TypeArguments: [var row] } && Definitions.Of(at.Type) is not null => OpenShape.Of(row),
            _ => UnknownShape.Instance,
        };
    }

    /// <summary>The group that a lambda over groups sees.</summary>
    public static GroupShape Group(IOperation? operation, bool mayBeEmpty = false)
    {
        var at = operation?.Unconverted();
        while (at is IInvocationOperation { Instance: { } input, TargetMethod: { Name: not "GroupBy", ContainingType: var owner } }
            && Definitions.Of(owner) == Definitions.Groups)
        {
            at = input.Unconverted();
        }

        if (at is IInvocationOperation { TargetMethod.Name: "GroupBy" } group && Lambdas(group) is [var key, ..] lambdas)
        {
            var row = Of(group.Instance);
            return new GroupShape(Quiet(key, row), lambdas.Count > 1 ? Quiet(lambdas[1], row) : row, mayBeEmpty, Partial: false);
        }

        var arguments = (at?.Type as INamedTypeSymbol)?.TypeArguments;
        return arguments is [var keyType, var element] ? new GroupShape(OpenShape.Of(keyType), OpenShape.Of(element), mayBeEmpty, false)
            : new GroupShape(UnknownShape.Instance, UnknownShape.Instance, mayBeEmpty, false);
    }

    /// <summary>The lambdas among the arguments of a call, in the order of its parameters.</summary>
    public static IReadOnlyList<IAnonymousFunctionOperation> Lambdas(IInvocationOperation call) =>
        [.. call.Values().Select(v => v.Lambda()).OfType<IAnonymousFunctionOperation>()];

    private static Shape Step(IInvocationOperation call, IOperation input)
    {
        var lambdas = Lambdas(call);
        switch (call.TargetMethod.Name)
        {
            case "Where" or "All":
                return Of(input);
            case "Select" when lambdas is [var selector]:
                return Quiet(selector, Of(input));
            case "SelectMany" when lambdas.Count > 0:
                var row = Of(input);
                var element = Quiet(lambdas[0], row) is ListShape { Element: var known } ? known : UnknownShape.Instance;
                return lambdas.Count > 1 ? Quiet(lambdas[1], row, element) : element;
            default:
                return call.Type is INamedTypeSymbol { TypeArguments: [var type] } ? OpenShape.Of(type) : UnknownShape.Instance;
        }
    }

    private static Shape Quiet(IAnonymousFunctionOperation lambda, params IReadOnlyList<Shape> parameters) =>
        new ExpressionReader(Report.Silent()).Read(lambda, parameters);

    /// <summary>The members of a key with their names; null where they are not known.</summary>
    public static IReadOnlyList<KeyValuePair<string, Shape>>? Members(Shape key) => key switch
    {
        MadeShape made => made.Members,
        OpenShape { Type: INamedTypeSymbol { IsAnonymousType: true } type } =>
            [.. Properties.Of(type).Select(p => Pair.Of(p.Name, OpenShape.Of(p.Type)))],
        ValueShape value => [Pair.Of(value.Column?.Replace('.', '_') ?? "key", (Shape)value)],
        _ => null,
    };
}
