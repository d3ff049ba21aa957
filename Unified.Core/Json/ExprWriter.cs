using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Optimization;
using Unified.Time;
using Unified.Types;

namespace Unified.Json;

/// <summary>
/// Writes the expressions of a document. What is used more than once stands once in a table, however it was written, so that a document is
/// as long as the plan has distinct expressions.
/// </summary>
internal sealed class ExprWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly ExprTable _table = new();
    private readonly List<Expr> _shared = [];
    private readonly Dictionary<Expr, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<MethodInfo> _functions = [];

    public ExprWriter(Utf8JsonWriter json, ResultNode plan)
    {
        _json = json;
        var roots = plan.Walk().SelectMany(n => n.Expressions).Select(_table.Of).ToList();
        var distinct = new HashSet<Expr>(ReferenceEqualityComparer.Instance);
        var order = new List<Expr>();
        roots.ForEach(root => Collect(root, distinct, order));
        var uses = roots.Concat(order.SelectMany(e => e.Children)).CountBy(e => (object)e, ReferenceEqualityComparer.Instance)
            .Where(u => u.Value > 1).Select(u => u.Key).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var expr in order.Where(e => e.Children.Length > 0 && uses.Contains(e)))
        {
            _places.Add(expr, _shared.Count);
            _shared.Add(expr);
        }

        _functions.AddRange(order.OfType<UserCallExpr>().Select(c => c.Method).Distinct());
    }

    /// <summary>The user functions and the shared expressions, each after those that it uses.</summary>
    public void WriteTables()
    {
        if (_functions.Count > 0)
        {
            _json.WriteStartArray("functions");
            _functions.ForEach(f => UserFunctionName.Of(f).Write(_json));
            _json.WriteEndArray();
        }

        if (_shared.Count > 0)
        {
            _json.WriteStartArray("expressions");
            _shared.ForEach(Inside);
            _json.WriteEndArray();
        }
    }

    /// <summary>An expression of the plan.</summary>
    public void Write(Expr expr)
    {
        var one = _table.Of(expr);
        if (!_places.TryGetValue(one, out var place))
        {
            Inside(one);
            return;
        }

        _json.WriteStartObject();
        _json.WriteNumber("shared", place);
        _json.WriteEndObject();
    }

    // Operands first.
    private static void Collect(Expr expr, HashSet<Expr> distinct, List<Expr> order)
    {
        if (distinct.Add(expr))
        {
            foreach (var child in expr.Children)
            {
                Collect(child, distinct, order);
            }

            order.Add(expr);
        }
    }

    private void Inside(Expr expr)
    {
        _json.WriteStartObject();
        switch (expr)
        {
            case ColumnExpr column:
                _json.WriteString("column", column.Name);
                _json.WriteString("type", column.Type.ToString());
                break;
            case ConstantExpr constant:
                Constant(constant);
                _json.WriteString("type", constant.Type.ToString());
                break;
            case CallExpr { Function.Name: "cast" } cast:
                _json.WritePropertyName("cast");
                Write(cast.Arguments[0]);
                _json.WriteString("type", cast.Type.ToString());
                break;
            case CallExpr call:
                _json.WriteString("call", call.Function.Name);
                Arguments(call.Arguments);
                break;
            case UserCallExpr user:
                _json.WriteNumber("function", _functions.IndexOf(user.Method));
                Arguments(user.Arguments);
                break;
            default:
                throw new InternalException($"A {expr.GetType().Name} has no JSON form.");
        }

        _json.WriteEndObject();
    }

    private void Arguments(EquatableArray<Expr> arguments)
    {
        _json.WriteStartArray("arguments");
        foreach (var argument in arguments)
        {
            Write(argument);
        }

        _json.WriteEndArray();
    }

    // Numbers that JSON's readers may round are text.
    private void Constant(ConstantExpr constant)
    {
        switch (constant.Value)
        {
            case null: _json.WriteNull("constant"); break;
            case bool flag: _json.WriteBoolean("constant", flag); break;
            case int number when constant.Type.Kind == TypeKind.Int32: _json.WriteNumber("constant", number); break;
            case { } value: _json.WriteString("constant", CarrierText.Format(constant.Type, value)); break;
        }
    }
}
