using System.Collections.Immutable;
using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Time;
using static System.Linq.Expressions.Expression;

namespace Unified.Physical;

/// <summary>
/// Turns a typed expression into machine code: a loop over the selected rows that loads columns from their addresses, evaluates, and stores.
/// The functions' meanings come from the catalogue; this class knows loading, storing and user functions only.
/// </summary>
internal sealed class KernelCompiler
{
    private readonly ParameterExpression _columns = Parameter(typeof(BoundColumn[]), "columns");
    private readonly ParameterExpression _row = Variable(typeof(int), "row");
    private readonly List<ParameterExpression> _locals = [];
    private readonly List<Expression> _hoisted = [];
    private readonly Dictionary<string, Expression> _loads = new(StringComparer.Ordinal);
    private readonly ImmutableArray<Field> _fields;

    private KernelCompiler(ImmutableArray<Field> fields) => _fields = fields;

    public static KernelLoop<T> Compile<T>(Expr expr, ImmutableArray<Field> fields) => new KernelCompiler(fields).Loop<T>(expr);

    private KernelLoop<T> Loop<T>(Expr expr)
    {
        var selection = Parameter(typeof(int[]), "selection");
        var start = Parameter(typeof(int), "start");
        var count = Parameter(typeof(int), "count");
        var values = Parameter(typeof(T[]), "values");
        var valid = Parameter(typeof(bool[]), "valid");
        var cursor = Parameter(typeof(RowCursor), "cursor");
        var k = Variable(typeof(int), "k");
        var done = Label("done");

        var body = new List<Expression> { Assign(_row, ArrayIndex(selection, k)) };
        if (expr.Walk().Any(CanFail))
        {
            body.Add(Assign(Field(cursor, nameof(RowCursor.Row)), k));
        }

        body.Add(Store(Value(expr), expr.Type, values, valid, k));
        body.Add(PreIncrementAssign(k));
        var loop = Expression.Loop(IfThenElse(LessThan(k, count), Block(body), Break(done)), done);
        var block = Block([_row, k, .. _locals], [.. _hoisted, Assign(k, start), loop]);
        return Lambda<KernelLoop<T>>(block, _columns, selection, start, count, values, valid, cursor).Compile();
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

    private Expression Value(Expr expr) => expr switch
    {
        ColumnExpr column => LoadColumn(column),
        ConstantExpr constant => Constant(constant.Value, constant.Type.NullableCarrier),
        CallExpr call => call.Function.Net(new([.. call.Arguments.Select(Value)], [.. call.Arguments.Select(a => a.Type)], call.Type)),
        UserCallExpr user => UserCall(user),
        _ => throw new InternalException($"Expression {expr} is not compiled."),
    };

    private Expression LoadColumn(ColumnExpr column)
    {
        if (_loads.TryGetValue(column.Name, out var known))
        {
            return known;
        }

        var index = _fields.IndexOf(_fields.First(f => f.Name == column.Name));
        var bound = Hoist(typeof(BoundColumn), ArrayIndex(_columns, Constant(index)));
        var at = Hoist(typeof(nint), Property(bound, nameof(BoundColumn.Values)));
        var value = column.Type.Kind switch
        {
            TypeKind.Boolean => Call(typeof(Load), nameof(Load.Bit), null, at, BitOf(bound)),
            TypeKind.Int32 => Call(typeof(Load), nameof(Load.Int32), null, at, _row),
            TypeKind.Int64 or TypeKind.Timestamp => Call(typeof(Load), nameof(Load.Int64), null, at, _row),
            TypeKind.Decimal => Call(typeof(Load), nameof(Load.Int128), null, at, _row),
            TypeKind.String => Call(bound, nameof(BoundColumn.Text), null, _row),
            _ => throw new InternalException($"Column type {column.Type} is not loaded."),
        };
        if (!column.Type.Nullable)
        {
            return _loads[column.Name] = value;
        }

        var validity = Hoist(typeof(nint), Property(bound, nameof(BoundColumn.Validity)));
        var nullable = column.Type.NullableCarrier;
        return _loads[column.Name] = Condition(Call(typeof(Load), nameof(Load.IsValid), null, validity, BitOf(bound)), Convert(value, nullable), Default(nullable));
    }

    private BinaryExpression BitOf(Expression bound) => Expression.Add(Hoist(typeof(int), Property(bound, nameof(BoundColumn.BitOffset))), _row);

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
        var arguments = user.Arguments.Select((argument, i) => ToClr(Value(argument), argument.Type, parameters[i].ParameterType));
        Expression call = Call(user.Method, arguments);
        return user.Type.Kind == TypeKind.Timestamp
            ? FromClr(call, user.Type)
            : user.Type is { Kind: TypeKind.String, Nullable: false } ? Call(typeof(KernelCompiler), nameof(Required), null, call)
            : call.Type == user.Type.NullableCarrier ? call : Convert(call, user.Type.NullableCarrier);
    }

    /// <summary>A function that promises text and returns null has failed on the event; a null would be taken for some other text.</summary>
    private static string Required(string? text) => text ?? throw new InvalidOperationException();

    private static Expression FromClr(Expression time, DataType type) => !type.Nullable
        ? Call(typeof(Timestamps), nameof(Timestamps.FromDateTime), null, time)
        : Call(typeof(KernelCompiler), nameof(FromNullable), null, time);

    private static long? FromNullable(DateTime? time) => time is { } value ? Timestamps.FromDateTime(value) : null;
    private static Expression ToClr(Expression value, DataType type, Type parameter) => type switch
    {
        { Kind: TypeKind.Timestamp, Nullable: false } => Call(typeof(Timestamps), nameof(Timestamps.ToDateTime), null, value),
        { Kind: TypeKind.Decimal, Nullable: false } => Call(typeof(Decimals), nameof(Decimals.ToDecimal), null, value, Constant(type.Scale)),
        _ => value.Type == parameter ? value : Convert(value, parameter),
    };
}
