using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;
using Unified.Definition;

namespace Unified.Analyzers.Queries;

/// <summary>Checks the columns of a result of groups, as the plan's <c>ResultReader</c> and <c>PlanBuilder.Finish</c> do.</summary>
internal sealed class ResultReader(Report report)
{
    /// <summary>Checks a select.</summary>
    /// <param name="lambda">The select.</param>
    /// <param name="key">What the key stands for.</param>
    /// <param name="hasKey">True when the key is the lambda's first parameter.</param>
    /// <param name="isRefused">True when a column has been refused.</param>
    public void Read(IAnonymousFunctionOperation lambda, Shape key, bool hasKey, bool isRefused)
    {
        if (lambda.Result() is not { } body)
        {
            return;
        }

        if (Columns(body) is not { } columns)
        {
            if (body.Unconverted() is not (IInvalidOperation or ITranslatedQueryOperation))
            {
                report.Add("UNI0035", body.Syntax, "the select does not construct a result row.",
                    "Write select new Row(g.Key.A, g.Count()).");
            }

            return;
        }

        if (isRefused)
        {
            return;
        }

        Names(body, columns);
        var shown = new HashSet<string>(columns.Select(c => KeyOf(c.Value, lambda, key, hasKey)).OfType<string>(), StringComparer.Ordinal);
        // A second window has been refused, and is no key.
        var windows = 0;
        foreach (var member in (RowShapes.Members(key) ?? []).Where(m => m.Value is not ValueShape { Window: not null } || windows++ == 0))
        {
            foreach (var name in Identity(member).Where(n => !shown.Contains(n)))
            {
                var refusal = new Refusal("UNI0034", body.Syntax.GetLocation(), $"key '{SnakeCase.From(name)}'",
                    "is not in the result, so result rows could not be told apart.", "Add it to the select.");
                report.Add(refusal);
            }
        }
    }

    /// <summary>The columns that a selector makes, with their names in C#; null when it makes no row.</summary>
    public static IReadOnlyList<(string Name, IOperation Value)>? Columns(IOperation body) => body.Unconverted() switch
    {
        IAnonymousObjectCreationOperation { Initializers: { Length: > 0 } made } =>
            [.. made.OfType<ISimpleAssignmentOperation>().Select(a => (Target(a), a.Value))],
        IObjectCreationOperation { Initializer: null, Arguments: { Length: > 0 } arguments } construct
            when Kinds.Of(construct.Type) is null =>
            [.. arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0).Select(a => (a.Parameter?.Name ?? "", a.Value))],
        IObjectCreationOperation { Arguments.Length: 0, Initializer.Initializers: { Length: > 0 } assigned } =>
            [.. assigned.OfType<ISimpleAssignmentOperation>().Select(a => (Target(a), a.Value))],
        _ => null,
    };

    private static string Target(ISimpleAssignmentOperation assignment) =>
        assignment.Target is IPropertyReferenceOperation { Property.Name: var name } ? name : "";

    private void Names(IOperation body, IReadOnlyList<(string Name, IOperation Value)> columns)
    {
        foreach (var twice in columns.GroupBy(c => SnakeCase.From(c.Name), StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            report.Add("UNI0033", body.Syntax, $"two columns are named '{twice.Key}'.", "Rename one.");
        }

        foreach (var (name, _) in columns.Where(c => c.Name.StartsWith("_", StringComparison.Ordinal)))
        {
            report.Add("UNI0026", body.Syntax, $"the result column '{SnakeCase.From(name)}' starts with '_', which is kept for columns of "
                + "Unified's own.", "Rename it.");
        }
    }

    // The columns that a key is: of windows of several lengths start and length. A key that was refused is none.
    private static IEnumerable<string> Identity(KeyValuePair<string, Shape> member) => member.Value switch
    {
        ValueShape { Kind: null } => [],
        ValueShape { Window.Function: "each" } => [member.Key, member.Key + Length],
        ValueShape => [member.Key],
        _ => [],
    };

    private static string? KeyOf(IOperation value, IAnonymousFunctionOperation lambda, Shape key, bool hasKey)
    {
        var bare = value.Unconverted();
        if (IsKey(bare, lambda, hasKey))
        {
            return RowShapes.Members(key) is [var only] ? only.Key : null;
        }

        if (bare is not IPropertyReferenceOperation { Instance: { } owner, Property.Name: var name })
        {
            return null;
        }

        owner = owner.Unconverted();
        return owner is IPropertyReferenceOperation { Instance: { } span, Property.Name: var window }
            && owner.Type.Name() == "Unified.Definition.WindowSpan"
            ? Part(IsKey(owner, lambda, hasKey) ? RowShapes.Members(key) is [var only2] ? only2.Key : null
                : IsKey(span.Unconverted(), lambda, hasKey) ? window : null, name)
            : IsKey(owner, lambda, hasKey) && (Kinds.Of(owner.Type) is null) ? name : null;
    }

    private const string Length = "Length";

    private static string? Part(string? window, string part) => window is null ? null : part == Length ? window + Length : window;

    private static bool IsKey(IOperation value, IAnonymousFunctionOperation lambda, bool hasKey) => value switch
    {
        IParameterReferenceOperation parameter => hasKey && SymbolEqualityComparer.Default.Equals(parameter.Parameter,
            lambda.Symbol.Parameters[0]),
        IPropertyReferenceOperation { Property.Name: "Key", Instance: { } group } =>
            group.Unconverted() is IParameterReferenceOperation && GroupCalls.IsGroup(group.Unconverted().Type!),
        _ => false,
    };
}
