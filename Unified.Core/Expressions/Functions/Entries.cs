using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Unified.Sql;
using Unified.Types;

namespace Unified.Expressions.Functions;

/// <summary>
/// Values of a dictionary by key. The dictionary is a column, or a constant: a small dimension, whose content is part of the definition
/// version then.
/// </summary>
internal static class Entries
{
    /// <summary>The value of a key, null when there is no such key.</summary>
    public static readonly ScalarFunction Value = new()
    {
        Name = "list_value",
        ResultType = a => ValueType(a)?.AsNullable(),
        Net = o => Of(o, nameof(EntryTable.Find)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({At(o)} ->> '$[1]')::{SqlEngine.DuckDb.TypeName(o.Result)}" },
            { SqlEngine.Spark, o => $"CAST({InSpark(o)}[1] AS {Spark.Type(o.Result)})" },
        },
    };

    /// <summary>The value of a key; an error of the event when there is no such key.</summary>
    public static readonly ScalarFunction Item = new()
    {
        Name = "list_item",
        ResultType = ValueType,
        CanFail = true,
        Net = o => Of(o, nameof(EntryTable.Get)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"(case when {At(o)} is null then error('no such key') "
                + $"else ({At(o)} ->> '$[1]')::{SqlEngine.DuckDb.TypeName(o.Result)} end)" },
            { SqlEngine.Spark, o => Spark.Let("f", InSpark(o),
                $"case when f is null then {Spark.Error("no such key")} else CAST(f[1] AS {Spark.Type(o.Result)}) end") },
        },
    };

    /// <summary>True when there is a key.</summary>
    public static readonly ScalarFunction HasKey = new()
    {
        Name = "list_has_key",
        ResultType = a => IsEntries(a) ? DataType.Boolean : null,
        Net = o => Expression.Call(Table(o[0], o.Types[0]), nameof(EntryTable.Has), null, Key(o)),
        Sql = new()
        {
            { SqlEngine.DuckDb, o => $"({At(o)} is not null)" },
            { SqlEngine.Spark, o => $"({InSpark(o)} is not null)" },
        },
    };

    public static readonly ImmutableArray<ScalarFunction> All = [Value, Item, HasKey];

    /// <summary>True for the types that a key can have.</summary>
    public static bool IsKey(DataType type) => !type.Nullable
        && (type.Kind is TypeKind.String or TypeKind.Guid or TypeKind.Enum or TypeKind.Date || type.IsInteger);

    private static bool IsEntries(ImmutableArray<Expr> a) =>
        a is [{ Type: { Kind: TypeKind.List, Nullable: false, Element: { Kind: ElementKind.Entry, Fields: [var known, ..] } } }, { } key]
        && IsKey(key.Type) && known.Type.Carrier == key.Type.Carrier && known.Type.Kind == key.Type.Kind;

    private static DataType? ValueType(ImmutableArray<Expr> a) =>
        IsEntries(a) && a[0].Type.Element!.Fields is [_, { Name: ListElement.Value } value] ? value.Type : null;

    private static string At(ScalarFunction.SqlOperands o) =>
        $"list_filter(from_json({o[0]}, '[\"JSON\"]'), e -> (e ->> '$[0]')::{SqlEngine.DuckDb.TypeName(o.Types[1])} = ({o[1]}))[1]";

    private static string InSpark(ScalarFunction.SqlOperands o) => $"get(filter(from_json({o[0]}, 'ARRAY<ARRAY<STRING>>'), "
        + $"e -> CAST(e[0] AS {Spark.Type(o.Types[1])}) = ({o[1]})), 0)";

    private static Expression Of(ScalarFunction.Operands o, string method)
    {
        var value = Expression.Call(Table(o[0], o.Types[0]), method, null, Key(o));
        return o.Result.NullableCarrier == typeof(string) ? Expression.Convert(value, typeof(string))
            : Expression.Convert(value, o.Result.NullableCarrier);
    }

    private static UnaryExpression Key(ScalarFunction.Operands o) => Expression.Convert(o[1], typeof(object));

    // A constant is read once, when the plan is compiled.
    private static Expression Table(Expression list, DataType type) => list is ConstantExpression { Value: string text }
        ? Expression.Constant(EntryTable.Read(text, type.Element!))
        : Expression.Call(typeof(EntryTable).GetMethod(nameof(EntryTable.Read), BindingFlags.Static | BindingFlags.Public)!, list,
            Expression.Constant(type.Element!));

    /// <summary>The entries of one dictionary, keys and values in their carriers.</summary>
    internal sealed class EntryTable
    {
        private readonly FrozenDictionary<object, object?> _entries;

        private EntryTable(FrozenDictionary<object, object?> entries) => _entries = entries;

        public static EntryTable Read(string list, ListElement element)
        {
            using var document = JsonDocument.Parse(list);
            return new EntryTable(document.RootElement.EnumerateArray().ToFrozenDictionary(
                e => Carrier(e[0], element.Fields[0].Type)!, e => element.Fields.Length == 2 ? Carrier(e[1], element.Fields[1].Type)
                    : null));
        }

        public object? Find(object key) => _entries.GetValueOrDefault(key);

        public object? Get(object key) => _entries.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

        public bool Has(object key) => _entries.ContainsKey(key);

        private static object? Carrier(JsonElement text, DataType type) =>
            text.GetString() is { } value ? ListText.Parse(type, Encoding.UTF8.GetBytes(value)) : null;
    }
}
