using System.Globalization;
using Apache.Arrow.Types;
using Unified.Columnar;
using Unified.Errors;
using Unified.Sql;
using Unified.Types;

namespace Unified.Aggregates;

/// <summary>What events are ordered by, one of several.</summary>
/// <param name="Type">Its type, without null.</param>
/// <param name="Descending">True when the largest come first.</param>
public sealed record EventKey(DataType Type, bool Descending);

/// <summary>
/// The fields of events that come first in an order: what they are ordered by, their places, their values. Engines order such tuples in one
/// direction, so a key of the other one is stored turned round; text cannot be, so that it says which direction that is.
/// </summary>
/// <param name="Keys">What the events are ordered by, the first first.</param>
/// <param name="Values">The types of an event's values.</param>
/// <param name="Limit">How many events are kept.</param>
public sealed record FirstEventsLayout(EquatableArray<EventKey> Keys, EquatableArray<DataType> Values, int Limit)
{
    /// <summary>True when the largest tuples come first.</summary>
    public bool Largest { get; } = (Keys.FirstOrDefault(k => IsFixed(k.Type)) ?? Keys[0]).Descending;

    /// <summary>The fields of a tuple, in their order.</summary>
    public IEnumerable<Field> Fields => Keys.Select((k, i) => new Field(Key(i), Stored(k)))
        .Concat([new Field("log", DataType.Int32), new Field("p", DataType.Int32), new Field("o", DataType.Int64),
            new Field("b", DataType.Int32)])
        .Concat(Values.Select((v, i) => new Field(Value(i), v)));

    /// <summary>The type of a column of such lists.</summary>
    public ListType Arrow => new(new Apache.Arrow.Field("item",
        new StructType([.. Fields.Select(f => new Apache.Arrow.Field(f.Name, ArrowTypes.From(f.Type), f.Type.Nullable))]), false));

    /// <summary>The layout of a call.</summary>
    public static FirstEventsLayout Of(AggregateCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var directions = (string)call.Options[1].Value!;
        return new FirstEventsLayout([.. directions.Select((d, i) => new EventKey(call.More[i].Type, d == '-'))],
            [.. call.More.Skip(directions.Length).Select(v => v.Type)], (int)call.Options[0].Value!);
    }

    /// <summary>The name of the field of a key.</summary>
    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"k{number}");

    /// <summary>The name of the field of a value.</summary>
    public static string Value(int number) => string.Create(CultureInfo.InvariantCulture, $"v{number}");

    /// <summary>True for what cannot be turned round: it says in which direction tuples are ordered.</summary>
    public static bool IsFixed(DataType type) => type.Kind is TypeKind.String or TypeKind.Guid;

    /// <summary>True when a key is stored turned round.</summary>
    public bool IsTurned(EventKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Descending != Largest;
    }

    /// <summary>A key as it is stored.</summary>
    public string Encoded(SqlEngine engine, string value, EventKey key)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(key);
        var bits = OrderedBits.Encode(engine, value, key.Type);
        return !IsTurned(key) ? bits : key.Type.Kind == TypeKind.Decimal ? $"(-({bits}))"
            : $"(-1 - ({bits})::{engine.TypeName(Stored(key))})";
    }

    // A time turned round is no time any more.
    private DataType Stored(EventKey key) => !IsTurned(key) ? OrderedBits.Type(key.Type) : key.Type.Kind switch
    {
        TypeKind.Decimal => key.Type,
        TypeKind.UInt64 => DataType.Int128,
        _ => DataType.Int64,
    };
}
