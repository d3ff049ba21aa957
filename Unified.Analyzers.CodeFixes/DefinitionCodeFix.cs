using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Unified.Analyzers.CodeFixes;

/// <summary>Writes what a refusal says to write instead, where there is one way.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DefinitionCodeFix))]
[Shared]
public sealed class DefinitionCodeFix : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => ["UNI0005", "UNI0013", "UNI0044"];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if ((diagnostic.Id == "UNI0005" ? Decimals.Fix(node) : Texts.Fix(node)) is { } fix)
            {
                context.RegisterCodeFix(CodeAction.Create(fix.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(
                    Usings.With(root.ReplaceNode(fix.Old, fix.New), fix.Namespace))), equivalenceKey: fix.Title), diagnostic);
            }
        }
    }
}

/// <summary>A node in the place of another.</summary>
/// <param name="Title">What an editor shows.</param>
/// <param name="Old">What is replaced.</param>
/// <param name="New">What stands there then.</param>
/// <param name="Namespace">The namespace that it needs.</param>
internal sealed record Replacement(string Title, SyntaxNode Old, SyntaxNode New, string Namespace);
