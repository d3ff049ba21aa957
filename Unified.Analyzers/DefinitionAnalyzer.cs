using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Functions;
using Unified.Analyzers.Queries;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Sources;

namespace Unified.Analyzers;

/// <summary>
/// Marks in a definition what the plan would refuse, with the plan's codes and words, while it is written. Where something is not known,
/// nothing is said: the planner has the last word.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DefinitionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Codes.All;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            // A project without definitions costs nothing.
            if (start.Compilation.GetTypeByMetadataName(Definitions.Job) is null)
            {
                return;
            }

            start.RegisterOperationAction(c => new QueryReader(new Report(c.ReportDiagnostic)).Read((IInvocationOperation)c.Operation),
                OperationKind.Invocation);
            start.RegisterOperationAction(c => new SourceReader(new Report(c.ReportDiagnostic)).Read((IObjectCreationOperation)c.Operation),
                OperationKind.ObjectCreation);
            start.RegisterOperationAction(c => new SourceReader(new Report(c.ReportDiagnostic)).Read((IWithOperation)c.Operation),
                OperationKind.With);
            start.RegisterSymbolAction(c => new JobReader(new Report(c.ReportDiagnostic)).Read((INamedTypeSymbol)c.Symbol,
                c.CancellationToken), SymbolKind.NamedType);
            start.RegisterOperationBlockAction(c =>
            {
                if (c.OwningSymbol is IMethodSymbol method
                    && method.GetAttributes().Any(a => a.AttributeClass.Name() == UserFunctions.Attribute))
                {
                    new UserFunctions(new Report(c.ReportDiagnostic), method).Read(c.OperationBlocks);
                }
            });
        });
    }
}
