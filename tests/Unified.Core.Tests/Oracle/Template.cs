using System.Linq.Expressions;
using System.Reflection;
using Unified.Core.Tests.Expressions;
using Unified.Expressions;
using Unified.Sql;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>
/// An expression with holes. Those of <see cref="Lambdas"/>, which has one for each function, have their columns as holes: so a function
/// that is added there is in random queries too.
/// </summary>
/// <param name="Body">The expression.</param>
/// <param name="Holes">What is replaced, equal names by the same expression.</param>
/// <param name="Engines">The engines that have a form of all its functions.</param>
internal sealed record Template(Expression Body, IReadOnlyList<Hole> Holes, IReadOnlyList<SqlEngine> Engines)
{
    /// <summary>The types of values that random expressions have.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. typeof(Sample).GetProperties().Select(p => p.PropertyType).Distinct()];

    /// <summary>Those of the functions: each is in a query in its turn.</summary>
    public static IReadOnlyList<Template> Functions { get; } = [.. Lambdas.All().Concat(ParcelLambdas.All()).Select(OfLambda)];

    private static readonly IReadOnlyList<Template> All = [.. Functions, .. Types.SelectMany(Generic)];

    private static readonly Dictionary<(string Engine, Type Type), List<Template>> ByEngine =
        new[] { null, SqlEngine.DuckDb, SqlEngine.ClickHouse }.SelectMany(e => All.Where(t => e is null || t.Engines.Contains(e))
            .GroupBy(t => (Engine: e?.Name ?? "", t.Body.Type))).ToDictionary(g => g.Key, g => g.ToList());

    /// <summary>The templates that make values of a type.</summary>
    public static IReadOnlyList<Template> Of(Type type, SqlEngine? engine) => ByEngine.GetValueOrDefault((engine?.Name ?? "", type)) ?? [];

    private static Template OfLambda(LambdaExpression lambda)
    {
        var parameter = lambda.Parameters[0];
        var holes = new List<Hole>();
        _ = new Replace(node =>
        {
            if (node is MemberExpression { Expression: ParameterExpression owner } member && owner == parameter)
            {
                holes.Add(new Hole(node, member.Member.Name, IsNullableText((PropertyInfo)member.Member)));
            }

            return null;
        }).Visit(lambda.Body);
        return new Template(lambda.Body, holes, Forms(KernelProbe.Translate(lambda)));
    }

    private static IReadOnlyList<SqlEngine> Forms(Expr expr) => [.. new[] { SqlEngine.DuckDb, SqlEngine.ClickHouse }.Where(e =>
        expr.Walk().All(x => x is not UserCallExpr && (x is not CallExpr call || call.Function.Sql.Contains(e))))];

    // What C# has for every type, or for those that have the operator.
    private static IEnumerable<Template> Generic(Type type)
    {
        Template Make(Func<ParameterExpression[], Expression> body, params Type[] holes)
        {
            var parameters = holes.Select((h, i) => Expression.Parameter(h, $"h{i}")).ToArray();
            return new Template(body(parameters), [.. parameters.Select(p => new Hole(p, p.Name!, true))],
                [SqlEngine.DuckDb, SqlEngine.ClickHouse]);
        }

        yield return Make(p => Expression.Condition(p[0], p[1], p[2]), typeof(bool), type, type);
        foreach (var compare in new Func<Expression, Expression, BinaryExpression>[]
        {
            Expression.Equal, Expression.NotEqual, Expression.LessThan, Expression.GreaterThanOrEqual, Expression.AddChecked,
            Expression.SubtractChecked, Expression.MultiplyChecked, Expression.Divide, Expression.Modulo, Expression.Coalesce,
        })
        {
            Template? made = null;
            try
            {
                made = Make(p => compare(p[0], p[1]), type, type);
            }
            catch (InvalidOperationException)
            {
                // C# has no such operator of the type.
            }

            if (made is not null)
            {
                yield return made;
            }
        }

        var bare = Nullable.GetUnderlyingType(type);
        if (bare is not null)
        {
            yield return Make(p => Expression.Convert(p[0], type), bare);
            yield return Make(p => Expression.Property(p[0], "Value"), type);
            yield return Make(p => Expression.Property(p[0], "HasValue"), type);
            yield return Make(p => Expression.Coalesce(p[0], p[1]), type, bare);
        }

        foreach (var wider in Types.Where(t => t != type && bare is null && Number(type) && Number(t)))
        {
            yield return Make(p => Expression.Convert(p[0], wider), type);
        }
    }

    private static bool Number(Type type) => type == typeof(decimal) || (type.IsPrimitive && type != typeof(bool));

    private static bool IsNullableText(PropertyInfo property) => property.PropertyType == typeof(string)
        && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}

/// <summary>What a template leaves open.</summary>
/// <param name="Node">The node that is replaced.</param>
/// <param name="Name">Holes of one name get one expression.</param>
/// <param name="NullableText">Whether a text may be null.</param>
internal sealed record Hole(Expression Node, string Name, bool NullableText);
