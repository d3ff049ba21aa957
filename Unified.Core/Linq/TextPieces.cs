using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>The pieces of a text that is put together: text as it is, and values as the invariant culture writes them.</summary>
/// <param name="operand">Translates an operand; a mistake in it is noted.</param>
internal sealed class TextPieces(Func<Expression, Expr> operand)
{
    private static readonly ConstantExpr Nothing = new("", DataType.String);

    /// <summary><c>string.Format</c>, which an interpolated string is too, and <c>FormattableString.Invariant</c>.</summary>
    public Expr Format(MethodCallExpression call)
    {
        var invariant = call.Method.DeclaringType == typeof(FormattableString) || call.Arguments[0].Type != typeof(string);
        IReadOnlyList<Expression> arguments = call.Arguments;
        if (call.Method.DeclaringType == typeof(FormattableString))
        {
            arguments = (call.Arguments[0] as MethodCallExpression)?.Arguments
                ?? throw Refuse(call, "the text must be written where it is used.", "Write FormattableString.Invariant($\"...\").");
        }
        else if (invariant)
        {
            CallArguments.RequireInvariant(arguments[0]);
            arguments = [.. arguments.Skip(1)];
        }

        List<Expression> values = arguments.Count == 2 && arguments[1] is NewArrayExpression array ? [.. array.Expressions]
            : [.. arguments.Skip(1)];
        if (ExprTranslator.TryConstant(arguments[0]) is not { Value: string format })
        {
            throw Refuse(call, "the format is not a constant.", "Write the format where it is used.");
        }

        var parts = Parts(format, call).Select(p => p.Index < 0 ? new ConstantExpr(p.Text, DataType.String)
            : p.Index < values.Count ? Aligned(Of(values[p.Index], p.Text.Length == 0 ? null : p.Text, invariant), p.Width, call)
            : throw Refuse(call, $"there is no value {p.Index}.", "Pass as many values as the format names.")).ToImmutableArray();
        return parts.Length == 0 ? Nothing : ExpressionBuilder.Call(TextConcat.Concat, parts, call.ToString());
    }

    /// <summary>A value as text; null is empty.</summary>
    /// <exception cref="DefinitionException">UNI0013: its text would depend on the culture, or on how the value was written.</exception>
    public Expr Of(Expression value, string? format, bool invariant)
    {
        var bare = CallArguments.Bare(value);
        var type = Nullable.GetUnderlyingType(bare.Type) ?? bare.Type;
        if (bare is ConstantExpression { Value: null })
        {
            return Nothing;
        }

        if (type == typeof(string))
        {
            return operand(bare);
        }

        if (type == typeof(char))
        {
            return CallArguments.Character(bare);
        }

        var function = type == typeof(bool) ? Formats.BooleanText
            : type == typeof(int) || type == typeof(long) ? Formats.IntegerText
            : type == typeof(decimal) ? Formats.DecimalText
            : type == typeof(DateTime) ? Formats.TimeText : null;
        if (function is null)
        {
            throw Refuse(value, $"a {type.Name} has no text in a definition.", "Use bool, int, long, decimal, string or DateTime.");
        }

        if (function != Formats.BooleanText && !invariant)
        {
            throw Refuse(value, $"the text of a {type.Name} depends on the culture of the machine.",
                function == Formats.IntegerText ? "Write x.ToString(CultureInfo.InvariantCulture)."
                    : $"Write x.ToString({Example(function)}, CultureInfo.InvariantCulture).");
        }

        if (format is null && function != Formats.BooleanText && function != Formats.IntegerText)
        {
            throw Refuse(value, $"the text of a {type.Name} needs a format.", $"Write x.ToString({Example(function)}, "
                + "CultureInfo.InvariantCulture), or the format in the interpolation.");
        }

        var inner = operand(bare);
        var present = inner.Type.Nullable ? ExpressionBuilder.Call(Logic.Value, [inner], value.ToString()) : inner;
        var text = ExpressionBuilder.Call(function, format is null || function == Formats.BooleanText ? [present]
            : [present, new ConstantExpr(format, DataType.String)], value.ToString());
        return inner.Type.Nullable ? ExpressionBuilder.Call(Logic.If,
            [ExpressionBuilder.Call(Logic.HasValue, [inner], value.ToString()), text, Nothing], value.ToString()) : text;
    }

    private static Expr Aligned(Expr text, int width, Expression node) => width == 0 ? text
        : ExpressionBuilder.Call(width > 0 ? TextParts.PadLeft : TextParts.PadRight,
            [text.Type.Nullable ? ExpressionBuilder.Call(Logic.Coalesce, [text, Nothing], node.ToString()) : text,
                new ConstantExpr(Math.Abs(width), DataType.Int32)], node.ToString());

    /// <summary>A composite format: text (index -1) and holes <c>{index,width:format}</c>, with <c>{{</c> and <c>}}</c> for
    /// braces.</summary>
    private static IEnumerable<(int Index, int Width, string Text)> Parts(string format, Expression node)
    {
        var literal = "";
        for (var i = 0; i < format.Length; i++)
        {
            if (i + 1 < format.Length && format[i] is '{' or '}' && format[i + 1] == format[i])
            {
                literal += format[i++];
                continue;
            }

            if (format[i] != '{')
            {
                literal += format[i];
                continue;
            }

            var end = format.IndexOf('}', i);
            var hole = end < 0 ? "" : format[(i + 1)..end];
            var colon = hole.IndexOf(':', StringComparison.Ordinal);
            var place = (colon < 0 ? hole : hole[..colon]).Split(',');
            var width = 0;
            if (place.Length > 2 || !int.TryParse(place[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || (place.Length == 2 && !int.TryParse(place[1].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                    out width)))
            {
                throw Refuse(node, $"'{format}' is no format.", "Write {0}, {0,8} or {0:F2}, and {{ for a brace.");
            }

            if (literal.Length > 0)
            {
                yield return (-1, 0, literal);
            }

            yield return (index, width, colon < 0 ? "" : hole[(colon + 1)..]);
            (literal, i) = ("", end);
        }

        if (literal.Length > 0)
        {
            yield return (-1, 0, literal);
        }
    }

    private static string Example(ScalarFunction function) => function == Formats.TimeText ? "\"yyyy-MM-dd\"" : "\"F2\"";

    private static DefinitionException Refuse(Expression node, string reason, string wayOut) =>
        new("UNI0013", node.ToString(), reason, wayOut);
}
