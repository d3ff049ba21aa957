using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Reading;
using Unified.Analyzers.Refusals;
using Unified.Analyzers.Shapes;
using Unified.Architecture.Tests;

namespace Unified.Analyzers.Tests.Marking;

/// <summary>
/// The planner's own tests have an expression for every function of the catalogue, and those that it refuses: the analyzer reads them too.
/// </summary>
[TestClass]
public sealed class LambdaTests
{
    /// <summary>Refused for what the planner sees and the compiler does not: values of constants, digits of computed decimals.</summary>
    private static readonly string[] Unseen =
    [
        "t => t.Time < BelowMicroseconds", "t => t.Time < new DateTime(2024, 13, 1)",
        "t => t.Time.ToString(\"zzz\", CultureInfo.InvariantCulture)",
        "t => t.Price.ToString(\"G\", CultureInfo.InvariantCulture)", "t => Regex.IsMatch(t.Symbol, \"(.)\\\\1\")",
        "t => Regex.IsMatch(t.Symbol, \"a\", RegexOptions.IgnoreCase)", "t => JsonText.Value(t.Symbol, \"a.b\")",
        "t => AnyCase.Contains(t.Symbol)", "t => t.Price * t.Price * t.Price", "t => t.Price < 0.0000000000000000000000000001m",
        "t => t.Price + 10_000_000_000_000_000_000_000_000m", "t => Regex.IsMatch(t.Symbol, \"(?=a)\")",
        // A row is no constant.
        "t => Address",
    ];

    [TestMethod]
    public void Of_every_expression_that_the_planner_takes_nothing_is_said_and_of_others_its_code()
    {
        var compilation = Definitions.Compile("Unified.Core.Tests", [.. Repository.Files("tests/Unified.Core.Tests/Expressions", "*.cs"),
            ("MSTest.cs", "global using Microsoft.VisualStudio.TestTools.UnitTesting;")]);
        var wrong = new List<string>();
        var (taken, refused) = (0, 0);
        foreach (var (lambda, expected) in compilation.SyntaxTrees.Where(t => !t.FilePath.EndsWith("IlTests.cs", StringComparison.Ordinal))
            .SelectMany(t => Lambdas(compilation.GetSemanticModel(t))))
        {
            var marks = new List<string>();
            new ExpressionReader(new Report(d => marks.Add(d.Id))).Read(lambda, new EventShape(lambda.Symbol.Parameters[0].Type, "Time"));
            (taken, refused) = expected is null ? (taken + 1, refused) : (taken, refused + 1);
            var codes = string.Join(' ', marks.Distinct());
            if (codes != (expected ?? "") && !(codes.Length == 0 && Unseen.Contains(lambda.Syntax.ToString())))
            {
                wrong.Add($"{lambda.Syntax}: {codes}, not {expected}");
            }
        }

        Assert.IsGreaterThan(300, taken);
        Assert.IsGreaterThan(50, refused);
        Assert.IsEmpty(wrong, $"{wrong.Count} of {taken} and {refused}:\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<(IAnonymousFunctionOperation Lambda, string? Code)> Lambdas(SemanticModel model)
    {
        foreach (var syntax in model.SyntaxTree.GetRoot().DescendantNodes().OfType<LambdaExpressionSyntax>())
        {
            var call = syntax.Parent?.Parent?.Parent as InvocationExpressionSyntax;
            // Those are among the refused ones already.
            if (call?.Expression.ToString() != "SaysInstead"
                && model.GetTypeInfo(syntax).ConvertedType.Name() == "System.Linq.Expressions.Expression`1"
                && model.GetOperation(syntax) is IAnonymousFunctionOperation { Symbol.Parameters: [{ Type.IsRecord: true }] } lambda)
            {
                yield return (lambda, call?.Expression.ToString() == "Refused" ? Code(call.ArgumentList.Arguments[0]) : null);
            }
        }
    }

    private static string? Code(ArgumentSyntax argument) => (argument.Expression as LiteralExpressionSyntax)?.Token.ValueText;
}
