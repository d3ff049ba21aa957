using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Columnar;
using Unified.Errors;
using Unified.Expressions;
using Unified.Expressions.Functions;
using Unified.Logical;
using Unified.Types;
using static System.Linq.Expressions.Expression;

namespace Unified.Physical;

/// <summary>
/// Turns a typed expression into machine code: a loop over the selected rows that loads columns from their addresses, evaluates, and
/// stores. The functions' meanings come from the catalogue; this class knows loading, storing and user functions only.
/// </summary>
internal sealed class KernelCompiler
{
    private readonly ParameterExpression _columns = Parameter(typeof(BoundColumn[]), "columns");
    private readonly ParameterExpression _computed = Parameter(typeof(ValueVector[]), "computed");
    private readonly ParameterExpression _row = Variable(typeof(int), "row");
    private readonly List<ParameterExpression> _locals = [];
    private readonly List<Expression> _hoisted = [];
    private readonly Dictionary<Expr, Once> _once = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Expression> _loads = new(StringComparer.Ordinal);
    private readonly BranchColumns _fields;

    private KernelCompiler(BranchColumns fields) => _fields = fields;

    public static KernelLoop<T> Compile<T>(Expr expr, BranchColumns fields, bool byRow) => new KernelCompiler(fields).Loop<T>(expr, byRow);

    private KernelLoop<T> Loop<T>(Expr expr, bool byRow)
    {
        var selection = Parameter(typeof(int[]), "selection");
        var start = Parameter(typeof(int), "start");
        var count = Parameter(typeof(int), "count");
        var values = Parameter(typeof(T[]), "values");
        var valid = Parameter(typeof(bool[]), "valid");
        var cursor = Parameter(typeof(RowCursor), "cursor");
        var k = Variable(typeof(int), "k");
        var done = Label("done");

        FindShared(expr);
        var value = Value(expr);
        var body = new List<Expression> { Assign(_row, ArrayIndex(selection, k)) };
        body.AddRange(_once.Values.Select(o => Assign(o.Done, Constant(false))));
        if (expr.Walk().Any(CanFail))
        {
            body.Add(Assign(Field(cursor, nameof(RowCursor.Row)), k));
        }

        body.Add(Store(value, expr.Type, values, valid, byRow ? _row : k));
        body.Add(PreIncrementAssign(k));
        var loop = Expression.Loop(IfThenElse(LessThan(k, count), Block(body), Break(done)), done);
        var block = Block([_row, k, .. _locals], [.. _hoisted, Assign(k, start), loop]);
        return Lambda<KernelLoop<T>>(block, _columns, _computed, selection, start, count, values, valid, cursor).Compile();
    }

    private static bool CanFail(Expr expr) => expr is UserCallExpr or CallExpr { Function.CanFail: true };

    private static Expression Store(Expression value, DataType type, Expression values, Expression valid, Expression k)
    {
        var slot = ArrayAccess(values, k);
        if (!type.Nullable)
        {
            return Assign(slot, value);
        }

        var held = Variable(value.Type, "held");
        return Block([held],
            Assign(held, value),
            Assign(ArrayAccess(valid, k), value.Type.IsValueType ? Property(held, "HasValue") : ReferenceNotEqual(held, Constant(null))),
            Assign(slot, value.Type.IsValueType ? Call(held, "GetValueOrDefault", null) : held));
    }

    // What an expression uses more than once is computed once a row, when it is needed first: a choice may leave it out.
    private void FindShared(Expr expr)
    {
        var uses = expr.Walk().SelectMany(e => e.Children).CountBy(e => (object)e, ReferenceEqualityComparer.Instance);
        var shared = uses.Where(u => u.Value > 1).Select(u => (Expr)u.Key).Where(e => e is CallExpr or UserCallExpr).ToList();
        foreach (var node in shared)
        {
            var type = node.Type.NullableCarrier;
            var once = new Once(Variable(type), Variable(typeof(bool)), Variable(typeof(Func<>).MakeGenericType(type)));
            _locals.AddRange([once.Local, once.Done, once.Compute]);
            _once.Add(node, once);
        }

        // A function of its own, so that its code exists once however many expressions use it.
        foreach (var node in shared)
        {
            _hoisted.Add(Assign(_once[node].Compute, Lambda(_once[node].Compute.Type, Computed(node))));
        }
    }

    private Expression Value(Expr expr) => _once.TryGetValue(expr, out var once)
        ? Block(IfThen(Not(once.Done), Block(Assign(once.Local, Invoke(once.Compute)), Assign(once.Done, Constant(true)))), once.Local)
        : Computed(expr);

    private Expression Computed(Expr expr) => expr switch
    {
        ColumnExpr column => LoadColumn(column),
        ConstantExpr constant => Constant(constant.Value, constant.Type.NullableCarrier),
        CallExpr call when IsCutShort(call) => InOrder(call),
        CallExpr call => Net(call, [.. call.Arguments.Select(Value)]),
        UserCallExpr user => UserCall(user),
        _ => throw new InternalException($"Expression {expr} is not compiled."),
    };

    private static Expression Net(CallExpr call, Expression[] operands) =>
        call.Function.Net(new(operands, [.. call.Arguments.Select(a => a.Type)], call.Type));

    // C# evaluates all operands of an operator. .NET leaves the second out where the operator is a method, as those of 128 bits are, and
    // the
    // first is null: an error in it would pass unseen.
    private static bool IsCutShort(CallExpr call) => call.Arguments.Length > 1 && !Logic.All.Contains(call.Function)
        && call.Arguments[0].Type.NullableCarrier == typeof(Int128?) && call.Arguments.Skip(1).Any(a => a.Walk().Any(CanFail));

    private BlockExpression InOrder(CallExpr call)
    {
        var named = call.Arguments.Select(a => Variable(a.Type.NullableCarrier)).ToArray();
        return Block(named, [.. named.Zip(call.Arguments, (name, a) => Assign(name, Value(a))), Net(call, [.. named])]);
    }

    private Expression LoadColumn(ColumnExpr column)
    {
        if (_loads.TryGetValue(column.Name, out var known))
        {
            return known;
        }

        if (_fields.Computed(column.Name) is var slot and >= 0)
        {
            return _loads[column.Name] = LoadComputed(slot, column.Type);
        }

        var index = _fields.Scanned(column.Name);
        var bound = Hoist(typeof(BoundColumn), ArrayIndex(_columns, Constant(index)));
        var at = Hoist(typeof(nint), Property(bound, nameof(BoundColumn.Values)));
        var value = column.Type.Kind switch
        {
            TypeKind.Boolean => Call(typeof(Load), nameof(Load.Bit), null, at, BitOf(bound)),
            TypeKind.String or TypeKind.List => Call(bound, nameof(BoundColumn.Text), null, _row),
            TypeKind.Guid => Call(typeof(Load), nameof(Load.Guid), null, at, _row),
            // The reader of a carrier is named after it.
            _ => Call(typeof(Load), column.Type.Carrier.Name, null, at, _row),
        };
        if (!column.Type.Nullable)
        {
            return _loads[column.Name] = value;
        }

        var validity = Hoist(typeof(nint), Property(bound, nameof(BoundColumn.Validity)));
        var nullable = column.Type.NullableCarrier;
        return _loads[column.Name] = Condition(Call(typeof(Load), nameof(Load.IsValid), null, validity, BitOf(bound)),
            Convert(value, nullable), Default(nullable));
    }

    private Expression LoadComputed(int slot, DataType type)
    {
        var vector = Hoist(typeof(ValueVector<>).MakeGenericType(type.Carrier),
            Convert(ArrayIndex(_computed, Constant(slot)), typeof(ValueVector<>).MakeGenericType(type.Carrier)));
        var values = Hoist(type.Carrier.MakeArrayType(), Property(vector, nameof(ValueVector<int>.Values)));
        Expression value = ArrayIndex(values, _row);
        if (!type.Nullable)
        {
            return value;
        }

        var valid = Hoist(typeof(bool[]), Property(vector, nameof(ValueVector.Valid)));
        return Condition(ArrayIndex(valid, _row), Convert(value, type.NullableCarrier), Default(type.NullableCarrier));
    }

    private BinaryExpression BitOf(Expression bound) =>
        Expression.Add(Hoist(typeof(int), Property(bound, nameof(BoundColumn.BitOffset))), _row);

    /// <summary>A value that is the same for all rows of the batch.</summary>
    private ParameterExpression Hoist(Type type, Expression value)
    {
        var local = Variable(type);
        _locals.Add(local);
        _hoisted.Add(Assign(local, value));
        return local;
    }

    private Expression UserCall(UserCallExpr user)
    {
        var parameters = user.Method.GetParameters();
        var arguments = user.Arguments.Select((argument, i) => ClrConversions.ToClr(Value(argument), argument.Type,
            parameters[i].ParameterType));
        Expression call = Call(user.Method, arguments);
        return ClrConversions.FromClr(call, user.Type) is { } converted ? converted
            : user.Type is { Kind: TypeKind.String, Nullable: false } ? Call(typeof(KernelCompiler), nameof(Required), null, call)
            : call.Type == user.Type.NullableCarrier ? call : Convert(call, user.Type.NullableCarrier);
    }

    /// <summary>
    /// A function that promises text and returns null has failed on the event; a null would be taken for some other text.
    /// </summary>
    private static string Required(string? text) => text ?? throw new InvalidOperationException();

    /// <summary>A value that is computed when it is needed first: where it is kept, whether it is there, how it is computed.</summary>
    private sealed record Once(ParameterExpression Local, ParameterExpression Done, ParameterExpression Compute);
}
