using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Sql;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>Well-typed C# expressions over what is in scope.</summary>
/// <param name="random">Where choices come from.</param>
/// <param name="scope">What they are made of.</param>
/// <param name="engine">The engine that must have a form of them, or null.</param>
internal sealed class RandomExpressions(Random random, Scope scope, SqlEngine? engine)
{
    private const int Tries = 6;

    /// <summary>An expression of a type.</summary>
    /// <param name="type">Its C# type.</param>
    /// <param name="depth">How deep functions are nested.</param>
    /// <param name="nullable">Whether a text may be null.</param>
    public Expression Next(Type type, int depth, bool nullable = true)
    {
        for (var i = 0; i < Tries; i++)
        {
            var made = depth == 0 || random.Next(4) == 0 ? Leaf(type) : FromTemplate(type, depth);
            if (made is not null && (depth == 0 || scope.IsIn(made)) && Read(made) is { } read
                && (nullable || type != typeof(string) || !read.Type.Nullable))
            {
                return made;
            }
        }

        return Leaf(type) is { } leaf && (nullable || type != typeof(string) || scope.Translate(leaf)?.Type.Nullable == false) ? leaf
            : Constant(type, false);
    }

    /// <summary>A type of values, most often of one that is in scope.</summary>
    public Type Type() => random.Next(3) > 0 ? scope.Leaves[random.Next(scope.Leaves.Count)].Type
        : Template.Types[random.Next(Template.Types.Count)];

    /// <summary>The plan's expression, or null when the plan or the engine refuses it.</summary>
    public Expr? Read(Expression expression)
    {
        try
        {
            var read = scope.Translate(expression);
            if (read is not null && engine is not null)
            {
                _ = read.In(engine);
                _ = engine == SqlEngine.ClickHouse ? read.FailsIn(engine) : null;
            }

            return read;
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            return null;
        }
    }

    private Expression? FromTemplate(Type type, int depth)
    {
        var templates = Template.Of(type, engine);
        if (templates.Count == 0)
        {
            return null;
        }

        return Of(templates[random.Next(templates.Count)], depth);
    }

    /// <summary>A template, its holes filled.</summary>
    public Expression Of(Template template, int depth)
    {
        var filled = new Dictionary<string, Expression>(StringComparer.Ordinal);
        return new Replace(node =>
        {
            if (template.Holes.FirstOrDefault(h => h.Node == node) is not { } hole)
            {
                return null;
            }

            if (!filled.TryGetValue(hole.Name, out var value))
            {
                filled[hole.Name] = value = Next(node.Type, depth - 1, hole.NullableText);
            }

            return value;
        }).Visit(template.Body)!;
    }

    private Expression Leaf(Type type)
    {
        var leaves = scope.Leaves.Where(l => l.Type == type).ToList();
        return leaves.Count > 0 && random.Next(5) > 0 ? leaves[random.Next(leaves.Count)] : Constant(type, random.Next(8) == 0);
    }

    private ConstantExpression Constant(Type type, bool nothing)
    {
        var plan = ClrTypes.TryMap(type)!.Value;
        var typed = plan.Kind == TypeKind.Decimal ? DataType.Decimal(random.Next(2) == 0 ? 4 : 12, random.Next(5)) : plan.AsRequired();
        var value = nothing && (plan.Nullable || type == typeof(string)) ? null
            : Carriers.ToClr(CarrierValues.Next(random, typed), typed, type);
        return Expression.Constant(value, type);
    }
}
