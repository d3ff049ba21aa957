using System.Globalization;

namespace Unified.Logical;

/// <summary>The kinds of value that a plan knows. The native carrier of each is in brackets.</summary>
public enum TypeKind
{
    /// <summary>true or false [<see cref="bool"/>].</summary>
    Boolean,

    /// <summary>32-bit signed integer [<see cref="int"/>].</summary>
    Int32,

    /// <summary>64-bit signed integer [<see cref="long"/>].</summary>
    Int64,

    /// <summary>128-bit signed integer; only a state or a result, never a source column [<see cref="System.Int128"/>].</summary>
    Int128,

    /// <summary>Fixed-point decimal: an unscaled integer and a scale known to the plan [<see cref="System.Int128"/>].</summary>
    Decimal,

    /// <summary>IEEE 754 double; only a result, never a source column [<see cref="double"/>].</summary>
    Double,

    /// <summary>UTF-8 text [<see cref="string"/> in expressions, dictionary ids in columns].</summary>
    String,

    /// <summary>Microseconds since 1970-01-01T00:00:00Z [<see cref="long"/>].</summary>
    Timestamp,

    /// <summary>A binned sketch: bin (Int32) to count (Int64); only a state.</summary>
    Bins,
}

/// <summary>A value type of the plan: kind, nullability and, for decimals, precision and scale.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Nullable">True when a row may have no value.</param>
/// <param name="Precision">Decimal digits in all, 1 to 38; 0 for other kinds.</param>
/// <param name="Scale">Decimal digits after the point, 0 to <paramref name="Precision"/>.</param>
public readonly record struct DataType(TypeKind Kind, bool Nullable = false, int Precision = 0, int Scale = 0)
{
    /// <summary>The largest precision of an expression: beyond it C#'s own decimal would round.</summary>
    public const int MaxExpressionPrecision = 28;

    public static readonly DataType Boolean = new(TypeKind.Boolean);
    public static readonly DataType Int32 = new(TypeKind.Int32);
    public static readonly DataType Int64 = new(TypeKind.Int64);
    public static readonly DataType Int128 = new(TypeKind.Int128);
    public static readonly DataType Double = new(TypeKind.Double);
    public static readonly DataType String = new(TypeKind.String);
    public static readonly DataType Timestamp = new(TypeKind.Timestamp);
    public static readonly DataType Bins = new(TypeKind.Bins);

    public static DataType Decimal(int precision, int scale) => new(TypeKind.Decimal, false, precision, scale);

    /// <summary>The same type that admits null.</summary>
    public DataType AsNullable() => this with { Nullable = true };

    /// <summary>The same type without null.</summary>
    public DataType AsRequired() => this with { Nullable = false };

    /// <summary>The type with the wanted nullability.</summary>
    public DataType WithNull(bool nullable) => this with { Nullable = nullable };

    /// <summary>True for integers and decimals, the kinds that aggregate exactly.</summary>
    public bool IsExactNumber => Kind is TypeKind.Int32 or TypeKind.Int64 or TypeKind.Decimal;

    /// <summary>The .NET type that carries a value inside a kernel, without null.</summary>
    public Type Carrier => Kind switch
    {
        TypeKind.Boolean => typeof(bool),
        TypeKind.Int32 => typeof(int),
        TypeKind.Int64 or TypeKind.Timestamp => typeof(long),
        TypeKind.Int128 or TypeKind.Decimal => typeof(Int128),
        TypeKind.Double => typeof(double),
        TypeKind.String => typeof(string),
        _ => throw new Errors.InternalException($"Type {this} has no scalar carrier."),
    };

    /// <summary>The .NET type that carries a value inside a kernel, <see cref="Nullable{T}"/> where null is possible.</summary>
    public Type NullableCarrier => Nullable && Carrier.IsValueType ? typeof(Nullable<>).MakeGenericType(Carrier) : Carrier;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="Errors.DataException">It is not the text of a type: written by a later Unified, perhaps.</exception>
    public static DataType Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var nullable = text.EndsWith('?');
        var bare = nullable ? text[..^1] : text;
        if (bare.StartsWith("decimal(", StringComparison.Ordinal) && bare[8..].TrimEnd(')').Split(',') is [var digits, var places]
            && int.TryParse(digits, CultureInfo.InvariantCulture, out var precision) && int.TryParse(places, CultureInfo.InvariantCulture, out var scale))
        {
            return Decimal(precision, scale).WithNull(nullable);
        }

        var kind = Enum.GetValues<TypeKind>().Where(k => k != TypeKind.Decimal && new DataType(k).ToString() == bare).ToArray();
        return kind is [var one] ? new DataType(one, nullable)
            : throw new Errors.DataException($"'{text}' is not a type that this version of Unified knows. Use the version that wrote it, or a later one.");
    }

    /// <summary>For example <c>int64</c>, <c>decimal(18,4)?</c>.</summary>
    public override string ToString()
    {
        var name = Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})")
            : Kind.ToString().ToLowerInvariant();
        return Nullable ? name + "?" : name;
    }
}

/// <summary>A named column. Names are unique within a schema, ordinal.</summary>
public sealed record Field(string Name, DataType Type)
{
    public override string ToString() => $"{Name}: {Type}";
}
