using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Unified.Analyzers.Sources;

/// <summary>What can be seen of a source where it is declared, by the field, property or variable that a query names.</summary>
internal static class SourceDeclaration
{
    /// <summary>The property that is the event time; null where the declaration is not seen or says it otherwise.</summary>
    public static string? EventTimeOf(IOperation source)
    {
        ISymbol? symbol = source switch
        {
            IPropertyReferenceOperation property => property.Property,
            IFieldReferenceOperation field => field.Field,
            ILocalReferenceOperation local => local.Local,
            _ => null,
        };
        var made = symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            _ => null,
        };
        var time = (made as BaseObjectCreationExpressionSyntax)?.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(a => a.Left is IdentifierNameSyntax { Identifier.Text: "EventTime" })?.Right as LambdaExpressionSyntax;
        return time?.Body is MemberAccessExpressionSyntax member ? Column(member) : null;
    }

    // e => e.Seen.UtcDateTime, of a DateTimeOffset: the column is the instant.
    private static string? Column(MemberAccessExpressionSyntax member) => (member.Expression, member.Name.Identifier.Text) switch
    {
        (IdentifierNameSyntax, var name) => name,
        (MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax, Name.Identifier.Text: var name }, "UtcDateTime") => name,
        _ => null,
    };
}
