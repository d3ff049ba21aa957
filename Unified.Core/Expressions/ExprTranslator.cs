using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions.Functions;
using Unified.Logical;

namespace Unified.Expressions;

/// <summary>
/// Translates the C# of a definition to typed expressions over source columns. The language is closed: what it does not know it refuses,
/// with the node, the reason and the way out.
/// </summary>
/// <param name="scope">What each lambda parameter stands for.</param>
internal sealed class ExprTranslator(IReadOnlyDictionary<ParameterExpression, Shape> scope)
{
    public static Expr Value(LambdaExpression lambda, Shape parameter) =>
        For(lambda, parameter).ToValue(lambda.Body);

    public static Shape Any(LambdaExpression lambda, Shape parameter) =>
        For(lambda, parameter).ToShape(lambda.Body);

    private static ExprTranslator For(LambdaExpression lambda, Shape parameter) =>
        new(new Dictionary<ParameterExpression, Shape> { [lambda.Parameters[0]] = parameter });

    public Expr ToValue(Expression node) => ToShape(node) switch
    {
        ValueShape value => value.Value,
        _ => throw Refuse(node, "UNI0010", "an object stands where one value is needed.", "Name one of its members."),
    };

    public Shape ToShape(Expression node) => node switch
    {
        ParameterExpression parameter when scope.TryGetValue(parameter, out var shape) => shape,
        NewExpression construct when Members(construct) is { } members => new RecordShape(
            [.. members.Zip(construct.Arguments, (name, argument) => KeyValuePair.Create(name, ToShape(argument)))]),
        MemberExpression member when TryMember(member) is { } shape => shape,
        _ => new ValueShape(ToExpr(node)),
    };

    private Expr ToExpr(Expression node) => node switch
    {
        _ when TryConstant(node) is { } constant => constant,
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Conversion(convert),
        BinaryExpression binary => Bind(FunctionCatalogue.Find(binary.NodeType), node, [ToValue(binary.Left), ToValue(binary.Right)]),
        UnaryExpression unary => Bind(FunctionCatalogue.Find(unary.NodeType), node, [ToValue(unary.Operand)]),
        ConditionalExpression choice => Bind(Logic.If, node, [ToValue(choice.Test), ToValue(choice.IfTrue), ToValue(choice.IfFalse)]),
        MemberExpression { Member: PropertyInfo property, Expression: { } target } when Nullable.GetUnderlyingType(property.DeclaringType!) is not null =>
            Bind(property.Name == nameof(Nullable<int>.HasValue) ? Logic.HasValue : Logic.Value, node, [ToValue(target)]),
        MemberExpression { Expression: { } target } member => Bind(FunctionCatalogue.Find(member.Member), node, [ToValue(target)]),
        MethodCallExpression call => Call(call),
        _ => throw Refuse(node, "UNI0011", "is not part of the language of definitions.", "See docs/definitions.md for what is."),
    };

    private Shape? TryMember(MemberExpression member)
    {
        if (member.Expression is null || TryConstant(member) is not null)
        {
            return null;
        }

        return (member.Expression is ParameterExpression or MemberExpression or NewExpression ? ToShapeOrNull(member.Expression) : null) is RecordShape record
            ? record.Find(member.Member.Name)
                ?? throw Refuse(member, "UNI0012", $"'{member.Member.Name}' is not a column.", "Use a property that the source declares.")
            : null;
    }

    private Shape? ToShapeOrNull(Expression node) => TryConstant(node) is null ? ToShape(node) : null;

    private Expr Call(MethodCallExpression call)
    {
        if (FunctionCatalogue.Find(call.Method) is { } function)
        {
            return Bind(function, call, [.. (call.Object is null ? [] : new[] { call.Object }).Concat(call.Arguments).Select(ToValue)]);
        }

        if (call.Method.IsStatic && call.Method.GetCustomAttribute<DeterministicAttribute>() is not null)
        {
            return UserCall(call, [.. call.Arguments.Select(ToValue)]);
        }

        // DateTime.Now.AddDays(1): what is wrong is the clock, and no [Deterministic] would mend it.
        for (var owner = call.Object; owner is not null; owner = owner is MethodCallExpression inner ? inner.Object : (owner as MemberExpression)?.Expression)
        {
            if (owner is MemberExpression { Expression: null, Member: PropertyInfo })
            {
                _ = TryConstant(owner);
            }
        }

        throw Refuse(call, "UNI0013", $"method {call.Method.DeclaringType?.Name}.{call.Method.Name} is not in the function catalogue.",
            "Use a function of docs/functions.md, or mark a pure static method of your own [Deterministic].");
    }

    private static UserCallExpr UserCall(MethodCallExpression call, ImmutableArray<Expr> arguments)
    {
        if (ClrTypes.TryMap(call.Method.ReturnType) is not { Kind: not (TypeKind.Decimal or TypeKind.Double) } result)
        {
            throw Refuse(call, "UNI0014", $"a user function cannot return {call.Method.ReturnType.Name}.",
                "Return bool, int, long, string or DateTime; a decimal needs a scale that the plan can see.");
        }

        if (arguments.FirstOrDefault(a => a.Type is { Kind: TypeKind.Timestamp or TypeKind.Decimal, Nullable: true }) is { } argument)
        {
            throw Refuse(call, "UNI0014", $"a user function cannot take {argument.Type}.", "Pass a value that is not null (x ?? y).");
        }

        var nullable = result.Nullable || (result.Kind == TypeKind.String
            && new NullabilityInfoContext().Create(call.Method.ReturnParameter).ReadState == NullabilityState.Nullable);
        return new UserCallExpr(call.Method, arguments, result.WithNull(nullable));
    }

    private Expr Conversion(UnaryExpression convert)
    {
        var operand = ToValue(convert.Operand);
        var target = ClrTypes.TryMap(convert.Type)
            ?? throw Refuse(convert, "UNI0015", $"a conversion to {convert.Type.Name} has no place in a plan.", "Use the types of docs/definitions.md.");
        if (target.Kind == TypeKind.Decimal)
        {
            target = operand.Type.Kind switch
            {
                TypeKind.Int32 => DataType.Decimal(10, 0),
                TypeKind.Int64 => DataType.Decimal(19, 0),
                _ => operand.Type,
            };
            // Never more nullable than C# says: (decimal)x of a decimal? throws on null, so it is refused below like every narrowing.
            target = target.WithNull(Nullable.GetUnderlyingType(convert.Type) is not null);
        }

        return Cast.Widens(operand.Type, target) ? Cast.To(operand, target)
            : throw Refuse(convert, "UNI0015", $"the conversion from {operand.Type} to {target} can lose values.", "Only widening conversions are allowed.");
    }

    private static Expr Bind(ScalarFunction? function, Expression node, ImmutableArray<Expr> arguments) =>
        function is null ? throw (node is MemberExpression { Member: var member }
            ? Refuse(node, "UNI0011", $"property {member.DeclaringType?.Name}.{member.Name} is not in the function catalogue.", "Use one of docs/functions.md, or a static method of your own that is marked [Deterministic].")
            : Refuse(node, "UNI0011", $"operator {node.NodeType} is not part of the language of definitions.", "See docs/functions.md."))
        : function.TryBind(arguments) ?? throw Refuse(node, "UNI0016",
            $"'{function.Name}' does not take ({string.Join(", ", arguments.Select(a => a.Type))}).",
            WayOut.Of(function, arguments));

    /// <summary>
    /// Constants, captured variables and read-only statics are values of the definition; what can change between two runs is refused.
    /// </summary>
    private static ConstantExpr? TryConstant(Expression node)
    {
        switch (node)
        {
            case ConstantExpression constant when ClrTypes.TryMap(constant.Type) is not null || constant.Type == typeof(TimeSpan) || constant.Type.IsEnum:
                return ClrTypes.Constant(constant.Value, constant.Type, node.ToString());
            case UnaryExpression { NodeType: ExpressionType.Convert, Operand: ConstantExpression { Value: null } } nothing when ClrTypes.TryMap(nothing.Type) is not null:
                return ClrTypes.Constant(null, nothing.Type, node.ToString());
            case DefaultExpression nothing when ClrTypes.TryMap(nothing.Type) is { Nullable: true }:
                return ClrTypes.Constant(null, nothing.Type, node.ToString());
            case MemberExpression { Member: FieldInfo { IsStatic: true } field }:
                return field.IsInitOnly || field.IsLiteral ? ClrTypes.Constant(field.GetValue(null), field.FieldType, node.ToString())
                    : throw Refuse(node, "UNI0017", "a mutable static can change between two runs.", "Make it const or static readonly.");
            case MemberExpression { Member: FieldInfo field, Expression: { } owner } when DefinitionConstants.TryClosure(owner) is { } closure:
                return ClrTypes.Constant(field.GetValue(closure), field.FieldType, node.ToString());
            case MemberExpression { Expression: null } member:
                throw Refuse(node, "UNI0018", $"{member.Member.DeclaringType?.Name}.{member.Member.Name} is not the same in every run: a definition has no clock, random, culture or I/O.",
                    "Use a column of the event, or a constant.");
            case MethodCallExpression { Method: { DeclaringType: var type, Name: var name } } call when type == typeof(TimeSpan) && name.StartsWith("From", StringComparison.Ordinal):
                return ClrTypes.Constant(DefinitionConstants.Evaluate(call, call.Arguments), typeof(TimeSpan), node.ToString());
            case NewExpression { Type: var type } construct when type == typeof(TimeSpan) || type == typeof(DateTime) || type == typeof(decimal):
                return ClrTypes.Constant(DefinitionConstants.Evaluate(construct, construct.Arguments), type, node.ToString());
            default:
                return null;
        }
    }

    /// <summary>Member names of an anonymous object, or of a positional record by its constructor's parameters.</summary>
    private static IEnumerable<string>? Members(NewExpression construct) =>
        ClrTypes.TryMap(construct.Type) is not null || construct.Type == typeof(TimeSpan) ? null
        : construct.Members?.Select(m => m.Name) ?? construct.Constructor?.GetParameters().Select(p => p.Name!);

    private static DefinitionException Refuse(Expression node, string code, string reason, string wayOut) => new(code, node.ToString(), reason, wayOut);
}
