using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unified.Analyzers.CodeFixes;

/// <summary>Text that would depend on the culture of the machine does not.</summary>
internal static class Texts
{
    private static readonly HashSet<string> Ordinal = new(StringComparer.Ordinal) { "StartsWith", "EndsWith", "IndexOf", "LastIndexOf" };

    public static Replacement? Fix(SyntaxNode node) => node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is
    {
        Expression: MemberAccessExpressionSyntax { Name: { Identifier.Text: var name } method }
    } call ? Fix(call, method, name) : null;

    private static Replacement? Fix(InvocationExpressionSyntax call, SimpleNameSyntax method, string name) =>
        (name, call.ArgumentList.Arguments.Count) switch
        {
            ("ToUpper" or "ToLower", 0) => Renamed(method, name + "Invariant"),
            (_, 1) when Ordinal.Contains(name) => With(call, "StringComparison.Ordinal", "System"),
            ("ToString", 0) => With(call, "CultureInfo.InvariantCulture", "System.Globalization"),
            ("Parse", 1) => With(call, "CultureInfo.InvariantCulture", "System.Globalization"),
            _ => null,
        };

    private static Replacement Renamed(SimpleNameSyntax method, string name) =>
        new($"Write {name}", method, SyntaxFactory.IdentifierName(name).WithTriviaFrom(method), "System");

    private static Replacement With(InvocationExpressionSyntax call, string argument, string space) => new($"Pass {argument}", call,
        call.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(argument))), space);
}
