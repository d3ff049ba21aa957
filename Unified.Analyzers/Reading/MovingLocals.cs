using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Functions;

namespace Unified.Analyzers.Reading;

/// <summary>
/// Captured variables that are not the same whenever the query is built: a clock or a random number looks like a constant there.
/// </summary>
internal static class MovingLocals
{
    /// <summary>What of its initializer moves, as C#; null where nothing is known to.</summary>
    public static string? Of(ILocalReferenceOperation local)
    {
        if (local.SemanticModel is not { } model
            || local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax
            {
                Initializer.Value: var value
            } || value.SyntaxTree != model.SyntaxTree)
        {
            return null;
        }

        return value.DescendantNodesAndSelf().FirstOrDefault(node => node is MemberAccessExpressionSyntax or InvocationExpressionSyntax
            && (model.GetSymbolInfo(node).Symbol switch
            {
                IMethodSymbol method => method,
                IPropertySymbol { GetMethod: { } getter } => getter,
                _ => null,
            }) is { } called && BaseLibrary.Contains(called)
            && Impurity.Of(called) is ("is not the same in every run" or "is not the same in every process", _))?.ToString();
    }
}
