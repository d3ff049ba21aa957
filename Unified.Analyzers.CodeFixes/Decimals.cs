using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unified.Analyzers.CodeFixes;

/// <summary>A decimal column without a precision gets one, which its author may change.</summary>
internal static class Decimals
{
    private const string Title = "Write [Precision(18, 4)]";

    public static Replacement? Fix(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(n => n is ParameterSyntax or
        PropertyDeclarationSyntax) switch
    {
        ParameterSyntax parameter when !Has(parameter.AttributeLists) => new(Title, parameter, parameter.WithoutLeadingTrivia()
            .AddAttributeLists(Precision().WithTarget(SyntaxFactory.AttributeTargetSpecifier(
                SyntaxFactory.Token(SyntaxKind.PropertyKeyword)).WithTrailingTrivia(SyntaxFactory.Space))
                .WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(parameter.GetLeadingTrivia()), "Unified.Definition"),
        PropertyDeclarationSyntax property when !Has(property.AttributeLists) => new(Title, property, property.WithoutLeadingTrivia()
            .AddAttributeLists(Precision().WithTrailingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(property.GetLeadingTrivia()),
            "Unified.Definition"),
        _ => null,
    };

    private static bool Has(SyntaxList<AttributeListSyntax> lists) =>
        lists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString().EndsWith("Precision", StringComparison.Ordinal));

    private static AttributeListSyntax Precision() => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
        SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("Precision"),
            SyntaxFactory.ParseAttributeArgumentList("(18, 4)"))));
}
