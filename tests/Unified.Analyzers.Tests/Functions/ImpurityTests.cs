using System.Reflection;
using Microsoft.CodeAnalysis;
using Unified.Analyzers.Functions;
using Unified.Analyzers.Tests.Language;
using Unified.Analyzers.Tests.Marking;
using Unified.Expressions;

namespace Unified.Analyzers.Tests.Functions;

/// <summary>The planner knows methods of the base library as they run, the analyzer as the compiler sees them.</summary>
[TestClass]
public sealed class ImpurityTests
{
    [TestMethod]
    public void Every_method_of_the_base_library_is_impure_for_the_same_reason_in_planner_and_analyzer()
    {
        var compilation = Marking.Definitions.Compile("Empty");
        var (compared, impure) = (0, 0);
        var differences = new List<string>();
        foreach (var method in typeof(object).Assembly.GetExportedTypes().Where(t => !t.ContainsGenericParameters).SelectMany(Methods))
        {
            var id = DocumentationId.Of(method);
            if (DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not IMethodSymbol symbol)
            {
                continue;
            }

            compared++;
            var (planner, analyzer) = (ImpureMembers.Of(method, method), Impurity.Of(symbol));
            impure += planner is null ? 0 : 1;
            if (planner != analyzer)
            {
                differences.Add($"{id}: {planner} and {analyzer}");
            }
        }

        Assert.IsGreaterThan(10_000, compared);
        Assert.IsGreaterThan(500, impure);
        Assert.IsEmpty(differences, $"{differences.Count} of {compared}:\n{string.Join('\n', differences.Take(20))}");
    }

    // Properties have accessors, which are methods too.
    private static IEnumerable<MethodBase> Methods(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
        .Where(m => !m.ContainsGenericParameters);
}
