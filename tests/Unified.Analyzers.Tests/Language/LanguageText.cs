using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Unified.Aggregates;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Sql;
using Unified.Types;

namespace Unified.Analyzers.Tests.Language;

/// <summary>
/// The catalogues of the planner as the analyzer has them, for it cannot load the planner: which members and operators are functions, which
/// operands each takes, what it says of others. Every line is asked of the planner's own functions.
/// </summary>
internal sealed class LanguageText
{
    private static readonly ImmutableArray<DataType> Kinds =
    [
        DataType.Boolean, new(TypeKind.Int8), new(TypeKind.UInt8), new(TypeKind.Int16), new(TypeKind.UInt16), DataType.Int32,
        DataType.UInt32, DataType.Int64, DataType.UInt64, DataType.Decimal(8, 2), DataType.Double, DataType.Single, DataType.String,
        DataType.Timestamp, DataType.Date, DataType.Time, DataType.Duration, DataType.Guid,
    ];

    private readonly List<string> _ways = [];
    private readonly StringBuilder _text = new();

    /// <summary>The whole text.</summary>
    public static string Print()
    {
        var text = new LanguageText();
        foreach (var function in FunctionCatalogue.All)
        {
            text.Operator(function);
            foreach (var member in function.Members)
            {
                text.Member(function, member);
            }
        }

        text.Conversions();
        text.Aggregates();
        return "# Made from the catalogues of Unified.Core by LanguageTableTests. Not to be edited.\n"
            + string.Concat(text._ways.Select((w, i) => Invariant($"way\t{i}\t{w}\n"))) + text._text;
    }

    private void Operator(ScalarFunction function)
    {
        if (function.Operator is not { } op || op is ExpressionType.Conditional or ExpressionType.Coalesce)
        {
            return;
        }

        var operands = op is ExpressionType.Not or ExpressionType.NegateChecked or ExpressionType.OnesComplement ? 1 : 2;
        foreach (var kind in Kinds)
        {
            var second = op is ExpressionType.LeftShift or ExpressionType.RightShift ? DataType.Int32 : kind;
            DataType[] types = operands == 1 ? [kind] : [kind, second];
            Line("operator", op.ToString(), Marked(function), Name(kind),
                Masks(function, [.. types.Select(t => new Probe(Column(t), false))]));
        }
    }

    private void Member(ScalarFunction function, MemberInfo member)
    {
        if (Operands(member) is not { } operands)
        {
            throw new InvalidOperationException($"{member} has operands that are not known here.");
        }

        for (var constants = 0; constants < 1 << operands.Count; constants++)
        {
            foreach (var probes in Choices(operands, constants))
            {
                if (function.TryBind([.. probes.Select(p => p.Value)]) is not null)
                {
                    Line("member", DocumentationId.Of(member), Marked(function),
                        string.Concat(probes.Select(p => p.IsConstant ? 'c' : 'v')) is { Length: > 0 } shape ? shape : "-",
                        Masks(function, probes), Moving(function, probes));
                    return;
                }
            }
        }

        // It asks more of its operands than their types: the analyzer asks nothing of them.
        Line("member", DocumentationId.Of(member), Marked(function), "?", "r");
    }

    // What the function makes of its operands, for each of them that may be null.
    private string Masks(ScalarFunction function, ImmutableArray<Probe> probes)
    {
        var free = Enumerable.Range(0, probes.Length).Where(i => !probes[i].IsConstant).ToArray();
        return string.Join(' ', Enumerable.Range(0, 1 << free.Length).Select(mask =>
        {
            var arguments = probes.Select((p, i) => Array.IndexOf(free, i) is >= 0 and var at && (mask & (1 << at)) != 0
                ? Column(p.Value.Type.AsNullable()) : p.Value).ToImmutableArray();
            return function.TryBind(arguments) is { } call ? call.Type.Nullable ? "n" : "r" : "-" + Way(WayOut.Of(function, arguments));
        }));
    }

    // What it says where a constant is computed.
    private string Moving(ScalarFunction function, ImmutableArray<Probe> probes) => probes.Any(p => p.IsConstant)
        ? Way(WayOut.Of(function, [.. probes.Select(p => Column(p.Value.Type))])).ToString(CultureInfo.InvariantCulture) : "";

    private static IEnumerable<ImmutableArray<Probe>> Choices(IReadOnlyList<ImmutableArray<Expr>> operands, int constants)
    {
        var places = operands.Select((o, i) => (constants & (1 << i)) == 0 ? [new Probe(o[0], o[0] is not ColumnExpr)]
            : o.Where(c => c is not ColumnExpr).Select(c => new Probe(c, true)).ToArray());
        return places.Aggregate((IEnumerable<ImmutableArray<Probe>>)[[]],
            (all, next) => all.SelectMany(before => next.Select(p => before.Add(p))));
    }

    // For each operand its values to try: one that is computed where it may be, and constants.
    private static List<ImmutableArray<Expr>>? Operands(MemberInfo member)
    {
        var operands = new List<ImmutableArray<Expr>>();
        if (member is PropertyInfo or MethodInfo { IsStatic: false })
        {
            operands.Add(Values(member.DeclaringType!));
        }

        foreach (var parameter in (member as MethodBase)?.GetParameters() ?? [])
        {
            if (parameter.ParameterType != typeof(IFormatProvider))
            {
                var type = parameter.ParameterType;
                operands.Add(type == typeof(char) && member.DeclaringType == typeof(string) ? [new ConstantExpr("a", DataType.String)]
                    : type == typeof(double) && member.DeclaringType == typeof(DateTime) ? Values(typeof(int)) : Values(type));
            }
        }

        return operands;
    }

    private static ImmutableArray<Expr> Values(Type type)
    {
        if (type == typeof(StringComparison))
        {
            return [new ConstantExpr((int)StringComparison.Ordinal, DataType.Int32)];
        }

        if (type == typeof(RegexOptions) || type == typeof(MidpointRounding))
        {
            return [new ConstantExpr(0, DataType.Int32)];
        }

        if (type == typeof(NumberStyles))
        {
            return [new ConstantExpr((int)NumberStyles.Integer, DataType.Int32)];
        }

        if (type == typeof(char))
        {
            return [Column(DataType.Int32)];
        }

        var known = ClrTypes.TryMap(type) ?? throw new InvalidOperationException($"{type} is no type of the language.");
        known = known.Kind == TypeKind.Decimal ? DataType.Decimal(8, 2) : known;
        object[] constants = known.Kind switch
        {
            TypeKind.Int32 => [2],
            TypeKind.Int64 => [2L],
            TypeKind.Duration => [3_600_000_000L],
            TypeKind.String => ["a", "$.a", "UTC", "yyyy-MM-dd", "F2"],
            TypeKind.Enum => [1],
            _ => [],
        };
        return [Column(known), .. constants.Select(c => new ConstantExpr(c, known))];
    }

    private static ColumnExpr Column(DataType type) => new("x", type);

    private void Conversions()
    {
        foreach (var from in Kinds)
        {
            var wide = Kinds.Where(to => Cast.Widens(from, to.Kind == TypeKind.Decimal ? DataType.Decimal(28, 2) : to)
                || (to.Kind == TypeKind.Decimal && from.Kind == TypeKind.Decimal));
            Line("convert", Name(from), string.Join(' ', wide.Select(Name)));
        }
    }

    private void Aggregates()
    {
        foreach (var aggregate in AggregateCatalogue.All)
        {
            DataType? second = aggregate.HasSecond ? DataType.Int32 : null;
            var taken = Kinds.Where(k => aggregate.ResultType(aggregate.Taken(k), second) is not null).Select(k =>
                Name(k) + (aggregate.HasEmptyResult(aggregate.Taken(k)) ? "!" : ""));
            var flags = (aggregate.ResultType(null, second) is not null ? "whole " : "") + (aggregate.HasSecond ? "second " : "")
                + (aggregate.IsPerWindow ? "window " : "") + (aggregate.HasShare ? "share " : "")
                + (aggregate.IsOrderedByItself ? "itself " : "") + aggregate.Order;
            Line("aggregate", aggregate.Name, flags, string.Join(' ', taken));
        }

        Line("ordered", string.Join(' ', Kinds.Where(k => Extreme.Takes(k)).Select(Name)));
    }

    private int Way(string text)
    {
        if (!_ways.Contains(text))
        {
            _ways.Add(text);
        }

        return _ways.IndexOf(text);
    }

    // Without a form in the engine that finishes results it stands before the group alone.
    private static string Marked(ScalarFunction function) => function.Name + (function.Sql.Contains(SqlEngine.ClickHouse) ? "" : "!");

    private static string Name(DataType type) => type.Kind.ToString().ToLowerInvariant();

    private void Line(params ReadOnlySpan<string?> cells) => _text.AppendJoin('\t', cells).Append('\n');

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Probe(Expr Value, bool IsConstant);
}
