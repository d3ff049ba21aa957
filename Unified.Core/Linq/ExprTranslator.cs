using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Linq;

/// <summary>
/// Translates the C# of a definition to typed expressions over source columns. The language is closed: what it does not know it refuses,
/// with the node, the reason and the way out.
/// </summary>
internal sealed class ExprTranslator
{
    private readonly Mistakes _mistakes;
    private readonly IReadOnlyDictionary<ParameterExpression, Shape> _scope;
    private readonly Func<Expression, Shape?>? _finished;
    private readonly CallArguments _arguments;
    private readonly Func<Expression, Expr?>[] _readers;
    private readonly KnownTexts _texts;

    public ExprTranslator(Mistakes mistakes)
        : this(mistakes, new Dictionary<ParameterExpression, Shape>())
    {
    }

    /// <param name="mistakes">Where refused operands are noted, so that the rest of an expression is read too.</param>
    /// <param name="scope">What each lambda parameter stands for.</param>
    /// <param name="finished">In the result of a group: what its keys and aggregates stand for, null for other nodes.</param>
    /// <param name="texts">Texts that are known not to be null.</param>
    private ExprTranslator(Mistakes mistakes, IReadOnlyDictionary<ParameterExpression, Shape> scope,
        Func<Expression, Shape?>? finished = null, KnownTexts? texts = null)
    {
        _texts = texts ?? KnownTexts.None;
        (_mistakes, _scope, _finished, _arguments) = (mistakes, scope, finished, new CallArguments(Operand));
        _readers = [new TextCalls(Operand).TryRead, new SetCalls(Operand).TryRead, new RegexCalls(Operand).TryRead,
            new WindowCalls(Operand).TryRead, new DimensionCalls(Operand).TryRead,
            new ListCalls(Operand, MemberShape).TryRead];
    }

    /// <summary>The value of a lambda over one parameter.</summary>
    public Expr Value(LambdaExpression lambda, Shape parameter) => Over(lambda, parameter).ToValue(lambda.Body);

    /// <summary>What a lambda over one parameter makes.</summary>
    public Shape Any(LambdaExpression lambda, Shape parameter) => Over(lambda, parameter).ToShape(lambda.Body);

    /// <summary>What a lambda over several parameters makes.</summary>
    public Shape Any(LambdaExpression lambda, params ReadOnlySpan<Shape> parameters)
    {
        var scope = new Dictionary<ParameterExpression, Shape>();
        for (var i = 0; i < parameters.Length; i++)
        {
            scope.Add(lambda.Parameters[i], parameters[i]);
        }

        return new ExprTranslator(_mistakes, scope).ToShape(lambda.Body);
    }

    /// <summary>The list that a lambda names.</summary>
    /// <exception cref="DefinitionException">It names none.</exception>
    public ListShape List(LambdaExpression lambda, Shape row)
    {
        var body = lambda.Body is UnaryExpression { NodeType: ExpressionType.Convert } whole ? whole.Operand : lambda.Body;
        // A list that is null has no elements anyway.
        body = body is BinaryExpression { NodeType: ExpressionType.Coalesce, Left: var left } ? left : body;
        return Over(lambda, row).ToShape(body) as ListShape ?? throw Refuse(lambda.Body, "UNI0065", "it is not a list of the event.",
            "Name a property that is an array, a list or a dictionary.");
    }

    /// <summary>The value of what stands in the result of a group.</summary>
    public Expr Finished(Expression node, Func<Expression, Shape?> known) =>
        new ExprTranslator(_mistakes, new Dictionary<ParameterExpression, Shape>(), known).ToValue(node);

    /// <summary>What a lambda over one row of such a result makes.</summary>
    public Expr Finished(LambdaExpression lambda, Shape row) => Finished(lambda.Body, node => node == lambda.Parameters[0] ? row : null);

    private ExprTranslator Over(LambdaExpression lambda, Shape parameter) =>
        new(_mistakes, new Dictionary<ParameterExpression, Shape> { [lambda.Parameters[0]] = parameter });

    public Expr ToValue(Expression node) => ToShape(node) switch
    {
        ValueShape value => _texts.Of(value.Value),
        _ => throw Refuse(node, "UNI0010", "an object stands where one value is needed.", "Name one of its members."),
    };

    public Shape ToShape(Expression node) => _finished?.Invoke(node) ?? node switch
    {
        ParameterExpression parameter when _scope.TryGetValue(parameter, out var shape) => shape,
        NewExpression construct when Members(construct) is { } members => new RecordShape(
            [.. members.Zip(construct.Arguments, (name, argument) => KeyValuePair.Create(name, Member(argument)))]),
        MemberInitExpression { NewExpression.Arguments.Count: 0 } initialise => new RecordShape(
            [.. initialise.Bindings.OfType<MemberAssignment>().Select(b => KeyValuePair.Create(b.Member.Name, Member(b.Expression)))]),
        MemberExpression member when TryMember(member) is { } shape => shape,
        _ => new ValueShape(ToExpr(node)),
    };

    private Expr ToExpr(Expression node) => node switch
    {
        _ when TryConstant(node) is { } constant => constant,
        _ when Read(node) is { } read => read,
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Conversion(convert),
        BinaryExpression { NodeType: ExpressionType.Equal or ExpressionType.NotEqual } comparison when Presence(comparison) is { } there =>
            there,
        BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } lazy =>
            Bind(lazy.NodeType == ExpressionType.AndAlso ? Logic.And : Logic.Or, node, [Operand(lazy.Left),
                Where(lazy.Left, lazy.NodeType == ExpressionType.AndAlso, lazy.Right)]),
        BinaryExpression binary => Bind((binary.Method is { } op ? FunctionCatalogue.Find(op) : null)
            ?? FunctionCatalogue.Find(binary.NodeType), node, [Operand(binary.Left), Operand(binary.Right)]),
        UnaryExpression { NodeType: ExpressionType.Not } bits when (Nullable.GetUnderlyingType(bits.Type) ?? bits.Type) != typeof(bool) =>
            Bind(Bits.Not, node, [Operand(bits.Operand)]),
        UnaryExpression unary => Bind((unary.Method is { } op ? FunctionCatalogue.Find(op) : null)
            ?? FunctionCatalogue.Find(unary.NodeType), node, [Operand(unary.Operand)]),
        ConditionalExpression choice => Bind(Logic.If, node, [Operand(choice.Test),
            Where(choice.Test, true, choice.IfTrue), Where(choice.Test, false, choice.IfFalse)]),
        MemberExpression { Member: PropertyInfo property, Expression: { } target } when Nullable.GetUnderlyingType(
            property.DeclaringType!) is not null =>
            Bind(property.Name == nameof(Nullable<int>.HasValue) ? Logic.HasValue : Logic.Value, node, [Operand(target)]),
        MemberExpression { Expression: { } target } member => Bind(FunctionCatalogue.Find(member.Member), node, [Operand(target)]),
        MethodCallExpression call => Call(call),
        NewExpression { Constructor: { } constructor } construct when FunctionCatalogue.Find(constructor) is { } function =>
            Bind(function, node, _arguments.Of(constructor, null, construct.Arguments)),
        _ => throw Refuse(node, "UNI0011", "is not part of the language of definitions.", "See docs/definitions.md for what is."),
    };

    // A record compared with null.
    private Expr? Presence(BinaryExpression comparison)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        var record = IsNull(right) ? left : IsNull(left) ? right : null;
        if (record is not MemberExpression || ToShapeOrNull(record) is not RecordShape shape)
        {
            return null;
        }

        if (shape.Presence is not { } there)
        {
            throw Refuse(record, "UNI0010", "an object stands where one value is needed.", "Name one of its members.");
        }

        return comparison.NodeType == ExpressionType.NotEqual ? there
            : ExpressionBuilder.Call(Logic.Not, [there], comparison.ToString());
    }

    // What is computed only where a condition has an outcome: as it stands, or else as C# knows it there.
    private Expr Where(Expression condition, bool outcome, Expression value)
    {
        var known = _texts.When(condition, outcome, text => new Mistakes().Try<Expr?>(() => ToValue(text), () => null));
        if (known.Texts.Length == _texts.Texts.Length)
        {
            return Operand(value);
        }

        var plain = new Mistakes { Place = _mistakes.Place };
        var translated = new ExprTranslator(plain, _scope, _finished, _texts).Operand(value);
        return plain.All.Count == 0 ? translated : new ExprTranslator(_mistakes, _scope, _finished, known).Operand(value);
    }

    internal static bool IsNull(Expression node) => node is ConstantExpression { Value: null }
        or UnaryExpression { NodeType: ExpressionType.Convert, Operand: ConstantExpression { Value: null } };

    private Expr? Read(Expression node)
    {
        foreach (var reader in _readers)
        {
            if (reader(node) is { } read)
            {
                return read;
            }
        }

        return null;
    }

    private Shape? TryMember(MemberExpression member)
    {
        if (member.Expression is null || TryConstant(member) is not null)
        {
            return null;
        }

        return (member.Expression is ParameterExpression or MemberExpression or NewExpression ? ToShapeOrNull(member.Expression)
            : null) is RecordShape record
            ? record.Find(member.Member.Name)
                ?? throw Refuse(member, "UNI0012", $"'{member.Member.Name}' is not a column.", "Use a property that the source declares.")
            : null;
    }

    private Shape? MemberShape(Expression node) => _finished?.Invoke(node) is { } finished ? finished
        : node is MemberExpression member ? TryMember(member)
        : node is ParameterExpression parameter ? _scope.GetValueOrDefault(parameter) : null;

    private Shape? ToShapeOrNull(Expression node) => TryConstant(node) is null ? ToShape(node) : null;

    private Expr Call(MethodCallExpression call)
    {
        if (FunctionCatalogue.Find(Overridden(call)) is { } function)
        {
            return Bind(function, call, _arguments.Of(call.Method, call.Object, call.Arguments));
        }

        if (call.Method.IsStatic && call.Method.GetCustomAttribute<DeterministicAttribute>() is not null)
        {
            return ExpressionBuilder.UserCall(call.Method, [.. call.Arguments.Select(Operand)], call.ToString());
        }

        // DateTime.Now.AddDays(1): what is wrong is the clock, and no [Deterministic] would mend it.
        for (var owner = call.Object; owner is not null; owner = owner is MethodCallExpression inner ? inner.Object
            : (owner as MemberExpression)?.Expression)
        {
            if (owner is MemberExpression { Expression: null, Member: PropertyInfo })
            {
                _ = TryConstant(owner);
            }
        }

        throw UnknownCalls.Of(call);
    }

    // C# names the method of the base where a value type overrides it: guid.ToString() is object's.
    private static MethodInfo Overridden(MethodCallExpression call) =>
        call is { Method: { Name: nameof(ToString), IsVirtual: true }, Object.Type: { IsValueType: true } type }
            && call.Arguments.Count == 0
            ? type.GetMethod(nameof(ToString), []) ?? call.Method : call.Method;

    private Shape Member(Expression node) => _mistakes.Try(() => ToShape(node), () => new ValueShape(Poison(node)));

    private Expr Operand(Expression node) => _mistakes.Try(() => ToValue(node), () => Poison(node));

    private static PoisonExpr Poison(Expression node) => new(ClrTypes.TryMap(node.Type) ?? DataType.Int64);

    private Expr Conversion(UnaryExpression convert)
    {
        var operand = Operand(convert.Operand);
        var target = ClrTypes.TryMap(convert.Type)
            ?? throw Refuse(convert, "UNI0015", $"a conversion to {convert.Type.Name} has no place in a plan.",
                "Use the types of docs/definitions.md.");
        if (target.Kind == TypeKind.Decimal)
        {
            target = operand.Type.IsInteger ? DataType.Decimal(Cast.Digits(operand.Type), 0)
                : operand.Type.Kind == TypeKind.Decimal ? operand.Type : DataType.Decimal(DataType.MaxExpressionPrecision, 0);
            // Never more nullable than C# says: (decimal)x of a decimal? throws on null, so it is refused below like every narrowing.
            target = target.WithNull(Nullable.GetUnderlyingType(convert.Type) is not null);
        }

        return ExpressionBuilder.Convert(operand, target, convert.ToString());
    }

    private static Expr Bind(ScalarFunction? function, Expression node, ImmutableArray<Expr> arguments) =>
        function is null ? throw (node is MemberExpression member ? UnknownCalls.Of(member)
            : Refuse(node, "UNI0011", $"operator {node.NodeType} is not part of the language of definitions.", "See docs/functions.md."))
        : ExpressionBuilder.Call(function, arguments, node.ToString());

    /// <summary>
    /// Constants, captured variables and read-only statics are values of the definition; what can change between two runs is refused.
    /// </summary>
    internal static ConstantExpr? TryConstant(Expression node)
    {
        switch (node)
        {
            case ConstantExpression constant when ClrTypes.TryMap(constant.Type) is not null || constant.Type == typeof(char)
                || constant.Type.IsEnum:
                return ClrTypes.Constant(constant.Value, constant.Type, node.ToString());
            case UnaryExpression
            {
                NodeType: ExpressionType.Convert,
                Operand: ConstantExpression { Value: null }
            } nothing when ClrTypes.TryMap(nothing.Type) is not null:
                return ClrTypes.Constant(null, nothing.Type, node.ToString());
            case DefaultExpression nothing when ClrTypes.TryMap(nothing.Type) is { Nullable: true }:
                return ClrTypes.Constant(null, nothing.Type, node.ToString());
            case MemberExpression { Member: FieldInfo { IsStatic: true } field }:
                return field.IsInitOnly || field.IsLiteral ? ClrTypes.Constant(field.GetValue(null), field.FieldType, node.ToString())
                    : throw Refuse(node, "UNI0017", "a mutable static can change between two runs.", "Make it const or static readonly.");
            case MemberExpression
            {
                Member: FieldInfo field,
                Expression: { } owner
            } when DefinitionConstants.TryClosure(owner) is { } closure:
                return ClrTypes.Constant(field.GetValue(closure), field.FieldType, node.ToString());
            case MemberExpression { Expression: null } member:
                throw Refuse(node, "UNI0018",
                    $"{member.Member.DeclaringType?.Name}.{member.Member.Name} is not the same in every run: a definition has no clock, "
                        + $"random, culture or I/O.",
                    "Use a column of the event, or a constant.");
            case MethodCallExpression { Method: { DeclaringType: var type, Name: var name } } call when type == typeof(TimeSpan)
                && name.StartsWith("From", StringComparison.Ordinal) && (FunctionCatalogue.Find(call.Method) is null
                || call.Arguments.All(DefinitionConstants.IsConstant)):
                return ClrTypes.Constant(DefinitionConstants.Evaluate(call, call.Arguments), typeof(TimeSpan), node.ToString());
            case NewExpression { Constructor: { } made } construct when FunctionCatalogue.Find(made) is not null
                && !construct.Arguments.All(DefinitionConstants.IsConstant):
                return null;
            case NewExpression { Type: var type } construct when ClrTypes.TryMap(type) is not null:
                return ClrTypes.Constant(DefinitionConstants.Evaluate(construct, construct.Arguments), type, node.ToString());
            default:
                return null;
        }
    }

    /// <summary>Member names of an anonymous object, or of a positional record by its constructor's parameters.</summary>
    private static IEnumerable<string>? Members(NewExpression construct) =>
        ClrTypes.TryMap(construct.Type) is not null ? null
        : construct.Members?.Select(m => m.Name) ?? construct.Constructor?.GetParameters().Select(p => p.Name!);

    private static DefinitionException Refuse(Expression node, string code, string reason, string wayOut) =>
        new(code, node.ToString(), reason, wayOut);
}
