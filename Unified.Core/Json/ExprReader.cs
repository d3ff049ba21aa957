using System.Collections.Immutable;
using System.Reflection;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Types;

namespace Unified.Json;

/// <summary>
/// Reads the expressions of a document; <see cref="ExpressionBuilder"/> judges them. What was refused stands as nothing, and the rest is
/// read on.
/// </summary>
internal sealed class ExprReader
{
    private readonly Mistakes _mistakes;
    private readonly List<MethodInfo?> _functions = [];
    private readonly List<Expr> _shared = [];

    public ExprReader(JsonPart document, IReadOnlyList<Assembly> assemblies, Mistakes mistakes)
    {
        _mistakes = mistakes;
        foreach (var part in document.Find("functions")?.Items ?? [])
        {
            _functions.Add(mistakes.Try<MethodInfo?>(() => UserFunctionName.Read(part).Find(assemblies, part), () => null));
        }

        foreach (var part in document.Find("expressions")?.Items ?? [])
        {
            _shared.Add(Read(part));
        }
    }

    /// <summary>An expression; a mistake in it is noted.</summary>
    public Expr Read(JsonPart part) => _mistakes.Try(() => Typed(part), () => new PoisonExpr(DataType.Int64));

    private Expr Typed(JsonPart part)
    {
        if (part.Find("column") is { } column)
        {
            part.Only("column", "type");
            return new ColumnExpr(column.Text, part["type"].Type);
        }

        if (part.Has("constant"))
        {
            part.Only("constant", "type");
            return Constant(part.Raw("constant"), part["type"].Type);
        }

        if (part.Find("cast") is { } cast)
        {
            part.Only("cast", "type");
            return ExpressionBuilder.Convert(Read(cast), part["type"].Type, part.Path);
        }

        if (part.Find("call") is { } call)
        {
            part.Only("call", "arguments");
            return ExpressionBuilder.Call(call.Text, Arguments(part), part.Path);
        }

        if (part.Find("function") is { } function)
        {
            part.Only("function", "arguments");
            var method = Element(_functions, function, "functions");
            return method is null ? new PoisonExpr(DataType.Int64) : ExpressionBuilder.UserCall(method, Arguments(part), part.Path);
        }

        part.Only("shared");
        return Element(_shared, part["shared"], "expressions");
    }

    private ImmutableArray<Expr> Arguments(JsonPart part) => [.. part["arguments"].Items.Select(Read)];

    // An expression names those before it, so that none contains itself.
    private static T Element<T>(List<T> table, JsonPart place, string name)
    {
        var index = place.Int32;
        return index >= 0 && index < table.Count ? table[index]
            : throw place.Refuse($"{index} is none of the {table.Count} '{name}' before it.",
                "Count from 0, and put what is used before what uses it.");
    }

    private static ConstantExpr Constant(JsonPart part, DataType type)
    {
        if (part.IsNull)
        {
            return type.Nullable ? new ConstantExpr(null, type)
                : throw part.Refuse($"is null, and {type} has no null.", "Write a value, or a type with '?'.");
        }

        object? value = type.Kind switch
        {
            TypeKind.Boolean => part.Flag,
            TypeKind.Int32 => part.Int32,
            _ => CarrierText.TryParse(type, part.Text),
        };
        return value is null ? throw part.Refuse($"'{part.Text}' is no constant of type {type}.",
            "Write it as docs/definitions.md says, and a type that holds it.")
            : new ConstantExpr(value, type);
    }
}
