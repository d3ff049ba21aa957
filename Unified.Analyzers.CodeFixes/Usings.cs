using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Unified.Analyzers.CodeFixes;

/// <summary>The namespaces that a file uses.</summary>
internal static class Usings
{
    /// <summary>The file with a using of the namespace. <c>System</c> is used everywhere, implicitly or not.</summary>
    public static SyntaxNode With(SyntaxNode root, string space) => root is not CompilationUnitSyntax unit || space == "System"
        || root.DescendantNodes().OfType<UsingDirectiveSyntax>().Any(u => u.Name?.ToString() == space) ? root
        : unit.AddUsings(SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(space)).WithAdditionalAnnotations(Formatter.Annotation)
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));
}
