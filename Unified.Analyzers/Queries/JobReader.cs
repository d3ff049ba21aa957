using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Unified.Analyzers.Code;
using Unified.Analyzers.Refusals;
using Unified.Definition;

namespace Unified.Analyzers.Queries;

/// <summary>Checks the name of a job.</summary>
internal sealed class JobReader(Report report)
{
    /// <summary>Reads a class; does nothing with classes that are no jobs.</summary>
    public void Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsAbstract || !IsJob(type))
        {
            return;
        }

        var overridden = type.GetMembers("Name").OfType<IPropertySymbol>().FirstOrDefault(p => p.IsOverride);
        if (overridden is null)
        {
            var inherited = type.BaseType?.Name() != "Unified.Definition.Job`1";
            if (!inherited && !IsName(SnakeCase.From(type.Name)))
            {
                Refuse(SnakeCase.From(type.Name), type.Locations[0]);
            }

            return;
        }

        var written = overridden.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            PropertyDeclarationSyntax { ExpressionBody.Expression: LiteralExpressionSyntax literal } => literal,
            PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax literal } => literal,
            _ => null,
        };
        if (written is not null && written.IsKind(SyntaxKind.StringLiteralExpression) && !IsName(written.Token.ValueText))
        {
            Refuse(written.Token.ValueText, written.GetLocation());
        }
    }

    private static bool IsJob(INamedTypeSymbol type)
    {
        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (at.Name() == Definitions.Job)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 100 && char.IsLetter(name[0]) && name[0] < 128
        && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_');

    private void Refuse(string name, Location location) => report.Add(new Refusal("UNI0030", location, $"job '{name}'",
        "the name is not a lower-case identifier of at most 100 characters.", "Override Name."));
}
