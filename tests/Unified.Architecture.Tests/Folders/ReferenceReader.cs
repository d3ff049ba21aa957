using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Unified.Architecture.Tests.Folders;

/// <summary>
/// What the compiler understands of a file: each use of something that another folder of the project declares, named or not.
/// </summary>
/// <param name="compilation">The project.</param>
/// <param name="folders">The folder of every file that somebody wrote.</param>
internal sealed class ReferenceReader(CSharpCompilation compilation, IReadOnlyDictionary<SyntaxTree, string> folders)
{
    public IReadOnlyList<Reference> Read() => [.. folders.Keys.AsParallel().SelectMany(Read)];

    private IEnumerable<Reference> Read(SyntaxTree tree)
    {
        var model = compilation.GetSemanticModel(tree);
        var from = folders[tree];
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            foreach (var symbol in Symbols(model, node).SelectMany(Declared))
            {
                if (Folder(symbol, from) is { } to) { yield return new Reference(from, to, tree.FilePath, Line(node), TypeName(symbol)); }
            }
        }
    }

    private static IEnumerable<ISymbol?> Symbols(SemanticModel model, SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => Named(model, name),
        // These use a type without naming it.
        ImplicitObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ElementBindingExpressionSyntax or CastExpressionSyntax
            or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or AssignmentExpressionSyntax
            => [model.GetSymbolInfo((ExpressionSyntax)node).Symbol],
        ConstructorInitializerSyntax initializer => [model.GetSymbolInfo(initializer).Symbol],
        ForEachStatementSyntax loop => [model.GetForEachStatementInfo(loop).GetEnumeratorMethod],
        QueryClauseSyntax clause => [model.GetQueryClauseInfo(clause).OperationInfo.Symbol],
        SelectOrGroupClauseSyntax clause => [model.GetSymbolInfo(clause).Symbol],
        _ => [],
    };

    private static IEnumerable<ISymbol?> Named(SemanticModel model, SimpleNameSyntax name)
    {
        var info = model.GetSymbolInfo(name);
        // A group of methods is known by its candidates.
        if (info.Symbol is not null || info.CandidateSymbols.Length > 0) { return info.CandidateSymbols.Append(info.Symbol); }
        // What does not compile here would hide its references.
        return model.GetTypeInfo(name).Type is not IErrorTypeSymbol || IsKeyword(name) ? []
            : throw new InvalidOperationException(
                $"{name.SyntaxTree.FilePath}:{Line(name)} '{name}' means nothing to the compiler inside this test");
    }

    /// <summary>Words that are names elsewhere.</summary>
    private static bool IsKeyword(SimpleNameSyntax name) =>
        name.IsUnmanaged || name.IsNotNull || name is { Identifier.Text: "nameof", Parent: InvocationExpressionSyntax };

    /// <summary>The declarations behind a symbol: of <c>var</c> that stands for a list of things, the list and the things.</summary>
    private static IEnumerable<ISymbol> Declared(ISymbol? symbol) => symbol switch
    {
        IArrayTypeSymbol array => Declared(array.ElementType),
        IPointerTypeSymbol pointer => Declared(pointer.PointedAtType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.SelectMany(element => Declared(element.Type)),
        INamedTypeSymbol { IsAnonymousType: false } type => type.TypeArguments.SelectMany(Declared).Prepend(type.OriginalDefinition),
        IMethodSymbol method => [(method.ReducedFrom ?? method).OriginalDefinition],
        IPropertySymbol { ContainingType.IsAnonymousType: false } or IEventSymbol => [symbol.OriginalDefinition],
        IFieldSymbol { ContainingType.IsTupleType: false } => [symbol.OriginalDefinition],
        _ => [],
    };

    /// <summary>The other folder that declares the symbol; null when the own one does, at least in part, or another project.</summary>
    private string? Folder(ISymbol symbol, string from)
    {
        var owner = symbol.DeclaringSyntaxReferences is [] ? symbol.ContainingType : symbol;
        var all = owner?.DeclaringSyntaxReferences.Select(syntax => folders.GetValueOrDefault(syntax.SyntaxTree)).OfType<string>()
            .ToList() ?? [];
        return all.Contains(from) ? null : all.Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static string TypeName(ISymbol symbol)
    {
        var type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type.Name.Length == 0 && type.ContainingType is not null) { type = type.ContainingType; }
        return type.Name;
    }

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
