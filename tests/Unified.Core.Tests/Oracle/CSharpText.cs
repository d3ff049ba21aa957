using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;

namespace Unified.Core.Tests.Oracle;

/// <summary>A definition as C# that an author could have written, so that a case that fails can be pasted into a test.</summary>
internal static class CSharpText
{
    private static readonly Dictionary<ExpressionType, string> Operators = new()
    {
        [ExpressionType.Add] = "+",
        [ExpressionType.AddChecked] = "+",
        [ExpressionType.Subtract] = "-",
        [ExpressionType.SubtractChecked] = "-",
        [ExpressionType.Multiply] = "*",
        [ExpressionType.MultiplyChecked] = "*",
        [ExpressionType.Divide] = "/",
        [ExpressionType.Modulo] = "%",
        [ExpressionType.And] = "&",
        [ExpressionType.Or] = "|",
        [ExpressionType.ExclusiveOr] = "^",
        [ExpressionType.LeftShift] = "<<",
        [ExpressionType.RightShift] = ">>",
        [ExpressionType.AndAlso] = "&&",
        [ExpressionType.OrElse] = "||",
        [ExpressionType.Equal] = "==",
        [ExpressionType.NotEqual] = "!=",
        [ExpressionType.LessThan] = "<",
        [ExpressionType.LessThanOrEqual] = "<=",
        [ExpressionType.GreaterThan] = ">",
        [ExpressionType.GreaterThanOrEqual] = ">=",
        [ExpressionType.Coalesce] = "??",
    };

    /// <summary>The steps of a definition.</summary>
    public static string Of(DefinitionStep step) => step switch
    {
        SourceStep source => source.Source.Name == "left" ? "SampleSources.Left" : "SampleSources.Right",
        WhereStep where => $"{Of(where.Input)}\n    .Where({Of(where.Predicate)})",
        SelectStep select => $"{Of(select.Input)}\n    .Select({Of(select.Selector)})",
        ConcatStep concat => $"{Of(concat.Left)}\n    .Concat({Of(concat.Right)})",
        GroupStep group => $"{Of(group.Input)}\n    .GroupBy({Of(group.Key)})"
            + string.Concat(group.Conditions.Select(c => $"\n    .Where({Of(c)})")),
        ResultStep { Input: CogroupStep all } result => $"{Of(all.Groups[0])}\n    .{(all.Inner ? "Join" : "Cogroup")}("
            + $"{string.Join(", ", all.Groups.Skip(1).Select(Of))}, {Of(result.Selector)})",
        ResultStep result => $"{Of(result.Input)}\n    .Select({Of(result.Selector)})",
        HavingStep having => $"{Of(having.Input)}\n    .Where({Of(having.Predicate)})",
        RowsStep rows => $"{Of(rows.Input)}\n    .ToQuery()",
        _ => step.ToString(),
    };

    /// <summary>An expression.</summary>
    public static string Of(Expression node) => node switch
    {
        LambdaExpression lambda => $"{(lambda.Parameters is [var one] ? one.Name : $"({List(lambda.Parameters)})")} => {Of(lambda.Body)}",
        ParameterExpression parameter => parameter.Name!,
        ConstantExpression constant => Literal(constant.Value, constant.Type),
        MemberExpression { Member: FieldInfo field } member when Captured(member, field) is { } value => Literal(value, member.Type),
        MemberExpression member => $"{(member.Expression is null ? Name(member.Member.DeclaringType!) : Of(member.Expression))}"
            + $".{member.Member.Name}",
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert =>
            $"(({Name(convert.Type)}){Of(convert.Operand)})",
        UnaryExpression { NodeType: ExpressionType.Not } not =>
            $"{((Nullable.GetUnderlyingType(not.Type) ?? not.Type) == typeof(bool) ? "!" : "~")}{Of(not.Operand)}",
        UnaryExpression { NodeType: ExpressionType.OnesComplement } not => $"~{Of(not.Operand)}",
        UnaryExpression unary => $"-{Of(unary.Operand)}",
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } index => $"{Of(index.Left)}[{Of(index.Right)}]",
        BinaryExpression binary => $"({Of(binary.Left)} {Operators[binary.NodeType]} {Of(binary.Right)})",
        ConditionalExpression choice => $"({Of(choice.Test)} ? {Of(choice.IfTrue)} : {Of(choice.IfFalse)})",
        NewExpression row when row.Type.Namespace == typeof(AnyRow).Namespace => "new { "
            + string.Join(", ", row.Constructor!.GetParameters().Zip(row.Arguments, (p, a) => $"{p.Name} = {Of(a)}")) + " }",
        NewExpression made => $"new {Name(made.Type)}({List(made.Arguments)})",
        NewArrayExpression array => $"new {Name(array.Type.GetElementType()!)}[] {{ {List(array.Expressions)} }}",
        MethodCallExpression { Method.Name: "op_Implicit" } call => Of(call.Arguments[0]),
        MethodCallExpression { Method.Name: "get_Item" or "get_Chars" } call => $"{Of(call.Object!)}[{List(call.Arguments)}]",
        MethodCallExpression call => $"{(call.Object is null ? Name(call.Method.DeclaringType!) : Of(call.Object))}.{call.Method.Name}"
            + $"({List(call.Arguments)})",
        _ => node.ToString(),
    };

    /// <summary>An event: what is written of it differs from <see cref="SampleData.Plain"/>.</summary>
    public static string Of(Sample one, IEnumerable<string> columns)
    {
        var values = columns.Select(c => typeof(Sample).GetProperty(c)!).Where(p => !Equals(p.GetValue(one), p.GetValue(SampleData.Plain)))
            .Select(p => $"{p.Name} = {Literal(p.GetValue(one), p.PropertyType)}").ToList();
        return values.Count == 0 ? "SampleData.Plain" : $"SampleData.Plain with {{ {string.Join(", ", values)} }}";
    }

    private static string List(IEnumerable<Expression> nodes) => string.Join(", ", nodes.Select(Of));

    // Closures and statics of the templates are values.
    private static object? Captured(MemberExpression member, FieldInfo field) => field.IsStatic ? field.GetValue(null)
        : member.Expression switch
        {
            ConstantExpression { Value: { } closure } => field.GetValue(closure),
            MemberExpression { Member: FieldInfo outer } owner when Captured(owner, outer) is { } closure => field.GetValue(closure),
            _ => null,
        };

    private static string Literal(object? value, Type type) => value switch
    {
        null => $"({Name(type)}{(type.IsValueType ? "" : "?")})null",
        _ when Nullable.GetUnderlyingType(type) is { } bare => $"({Name(type)}){Literal(value, bare)}",
        bool flag => flag ? "true" : "false",
        string text => Quoted(text),
        char unit => $"'\\u{(int)unit:x4}'",
        Enum member => $"(({Name(member.GetType())})({Convert.ToInt64(member, CultureInfo.InvariantCulture)}))",
        DateTime time => $"new DateTime({time.Ticks}, DateTimeKind.Utc)",
        DateTimeOffset time => $"new DateTimeOffset({time.Ticks}, TimeSpan.FromMinutes({time.TotalOffsetMinutes}))",
        DateOnly day => $"DateOnly.FromDayNumber({day.DayNumber})",
        TimeOnly time => $"new TimeOnly({time.Ticks})",
        TimeSpan span => $"new TimeSpan({span.Ticks})",
        Guid guid => $"new Guid(\"{guid}\")",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) + "d" : $"double.{Special(number)}",
        float number => float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) + "f" : $"float.{Special(number)}",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        Array array => $"new {Name(array.GetType().GetElementType()!)}[] {{ "
            + string.Join(", ", array.Cast<object?>().Select(v => Literal(v, array.GetType().GetElementType()!))) + " }",
        byte or sbyte or short or ushort => $"(({Name(type)})({value}))",
        IFormattable number when type.IsPrimitive => $"({number.ToString(null, CultureInfo.InvariantCulture)}{Suffix(type)})",
        _ => $"/* {value} */",
    };

    private static string Quoted(string text) => "\"" + string.Concat(text.Select(c => c is '"' or '\\' ? $"\\{c}"
        : c is < ' ' or > '~' ? $"\\u{(int)c:x4}" : $"{c}")) + "\"";

    private static string Special(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "PositiveInfinity" : "NegativeInfinity";

    private static string Suffix(Type type) => type == typeof(long) ? "L" : type == typeof(ulong) ? "UL" : type == typeof(uint) ? "U" : "";

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } bare ? $"{Name(bare)}?" : type.Name switch
    {
        "Boolean" => "bool",
        "Byte" => "byte",
        "SByte" => "sbyte",
        "Int16" => "short",
        "UInt16" => "ushort",
        "Int32" => "int",
        "UInt32" => "uint",
        "Int64" => "long",
        "UInt64" => "ulong",
        "Single" => "float",
        "Double" => "double",
        "Decimal" => "decimal",
        "String" => "string",
        var name => name,
    };
}
