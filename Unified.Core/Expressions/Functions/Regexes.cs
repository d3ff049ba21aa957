using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// Regular expressions of .NET with constant patterns. They run without backtracking, in time linear in the text, so a pattern that needs
/// to look around or back is refused. No engine has .NET's syntax and tables, so none has a form.
/// </summary>
internal static class Regexes
{
    private const RegexOptions Known = RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.ExplicitCapture
        | RegexOptions.Compiled | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant
        | RegexOptions.NonBacktracking;

    public static readonly ScalarFunction IsMatch = new()
    {
        Name = "regex_is_match",
        Members = [.. Both(nameof(Regex.IsMatch))],
        Prepare = a => Optioned(a, 2),
        ResultType = a => a.Length == 3 && Of(a, 2) is not null ? DataType.Boolean : null,
        Net = o => Expression.Call(Compiled(o[1], o[2]), nameof(Regex.IsMatch), null, o[0]),
    };

    public static readonly ScalarFunction Count = new()
    {
        Name = "regex_count",
        Members = [.. Both(nameof(Regex.Count))],
        Prepare = a => Optioned(a, 2),
        ResultType = a => a.Length == 3 && Of(a, 2) is not null ? DataType.Int32 : null,
        Net = o => Expression.Call(Compiled(o[1], o[2]), nameof(Regex.Count), null, o[0]),
    };

    public static readonly ScalarFunction Replace = new()
    {
        Name = "regex_replace",
        Members =
        [
            Signature.Method(typeof(Regex), nameof(Regex.Replace), typeof(string), typeof(string), typeof(string)),
            Signature.Method(typeof(Regex), nameof(Regex.Replace), typeof(string), typeof(string), typeof(string), typeof(RegexOptions)),
        ],
        Prepare = a => Optioned(a, 3),
        ResultType = a => a.Length == 4 && a[2] is ConstantExpr { Value: string } && Of(a, 3) is not null ? DataType.String : null,
        Net = o => Expression.Call(Compiled(o[1], o[3]), nameof(Regex.Replace), null, o[0], o[2]),
    };

    /// <summary>
    /// <c>Regex.Match(s, pattern).Groups[1].Value</c>: empty where nothing, or not the group, matches. A group's name is made its number.
    /// </summary>
    public static readonly ScalarFunction Group = new()
    {
        Name = "regex_group",
        Prepare = a => a.Length == 4 && Of(a, 2) is { } regex && a[3] is ConstantExpr { Value: string name }
            ? [.. a[..3], new ConstantExpr(regex.GroupNumberFromName(name), DataType.Int32)] : a,
        ResultType = a => a.Length == 4 && Of(a, 2) is { } regex && a[3] is ConstantExpr { Value: int number }
            && regex.GetGroupNumbers().Contains(number) ? DataType.String : null,
        Net = o => Expression.Property(
            Expression.Property(
                Expression.Property(
                    Expression.Call(Compiled(o[1], o[2]), nameof(Regex.Match), null, o[0]),
                    nameof(Match.Groups)),
                "Item", o[3]),
            nameof(System.Text.RegularExpressions.Group.Value)),
    };

    public static readonly ImmutableArray<ScalarFunction> All = [IsMatch, Count, Replace, Group];

    /// <summary>The options none, which C# leaves out.</summary>
    internal static ImmutableArray<Expr> Optioned(ImmutableArray<Expr> a, int length) =>
        a.Length == length ? [.. a, new ConstantExpr((int)RegexOptions.None, DataType.Int32)] : a;

    private static IEnumerable<System.Reflection.MethodInfo> Both(string method) =>
    [
        Signature.Method(typeof(Regex), method, typeof(string), typeof(string)),
        Signature.Method(typeof(Regex), method, typeof(string), typeof(string), typeof(RegexOptions)),
    ];

    private static ConstantExpression Compiled(Expression pattern, Expression options) => Expression.Constant(
        Compile(Signature.Constant<string>(pattern), Signature.Constant<int>(options))!);

    private static Regex? Of(ImmutableArray<Expr> a, int options) => a[0].Type == DataType.String
        && a[1] is ConstantExpr { Value: string pattern } && a[options] is ConstantExpr { Value: int flags } ? Compile(pattern, flags)
            : null;

    /// <summary>Null where the pattern is refused. Case is ignored as the invariant culture ignores it, and so it has to be asked
    /// for.</summary>
    private static Regex? Compile(string pattern, int flags)
    {
        var options = (RegexOptions)flags;
        if ((options & ~Known) != 0 || (options.HasFlag(RegexOptions.IgnoreCase) && !options.HasFlag(RegexOptions.CultureInvariant)))
        {
            return null;
        }

        try
        {
            return new Regex(pattern, (options & ~RegexOptions.Compiled) | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
