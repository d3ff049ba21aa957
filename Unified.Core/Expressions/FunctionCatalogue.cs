using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Expressions.Functions;

namespace Unified.Expressions;

/// <summary>Every scalar function, found by the C# operator or member that means it. Immutable; thread-safe.</summary>
public static class FunctionCatalogue
{
    /// <summary>All functions, in the order of their files.</summary>
    public static ImmutableArray<ScalarFunction> All { get; } =
    [
        .. Arithmetic.All, .. Comparison.All, .. Logic.All, .. Text.All, .. Times.All, .. Days.All, .. Clocks.All, .. Durations.All,
        .. Identities.All, Cast.Function,
        .. IntegerMath.All, .. Bits.All, .. DecimalRounding.All, .. DecimalQuotients.All,
        .. TextConcat.All, .. TextParts.All, .. TextSearch.All, .. TextTrim.All, .. TextCase.All, .. Chars.All,
        .. Formats.All, .. Parses.All, .. Regexes.All, .. TimeParts.All, .. TimeShifts.All, .. Calendar.All,
        .. Membership.All, .. Lists.All, .. Entries.All, .. Hashes.All, .. JsonPaths.All, .. Urls.All, .. CalendarWindows.All,
        .. PanedWindows.All,
    ];

    private static readonly Dictionary<string, ScalarFunction> ByName = All.ToDictionary(f => f.Name, StringComparer.Ordinal);

    private static readonly Dictionary<ExpressionType, ScalarFunction> ByOperator =
        All.Where(f => f.Operator is not null).ToDictionary(f => f.Operator!.Value);

    private static readonly Dictionary<MemberInfo, ScalarFunction> ByMember =
        All.SelectMany(f => f.Members.Select(m => (m, f))).ToDictionary(x => x.m, x => x.f);

    /// <summary>
    /// The function behind an operator. <c>+</c> means checked addition whether or not the author's project is compiled checked:
    /// a definition must not change its meaning with a compiler switch.
    /// </summary>
    internal static ScalarFunction? Find(ExpressionType op) => ByOperator.GetValueOrDefault(op switch
    {
        ExpressionType.Add => ExpressionType.AddChecked,
        ExpressionType.Subtract => ExpressionType.SubtractChecked,
        ExpressionType.Multiply => ExpressionType.MultiplyChecked,
        ExpressionType.Negate => ExpressionType.NegateChecked,
        _ => op,
    });

    /// <summary>The function of a canonical name, or null.</summary>
    public static ScalarFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The function behind a method or property, or null.</summary>
    internal static ScalarFunction? Find(MemberInfo member) => ByMember.GetValueOrDefault(member);
}
