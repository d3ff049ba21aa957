using System.Globalization;

namespace Unified.Types;

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

    /// <summary>IEEE 754 double [<see cref="double"/>].</summary>
    Double,

    /// <summary>UTF-8 text [<see cref="string"/> in expressions, dictionary ids in columns].</summary>
    String,

    /// <summary>Microseconds since 1970-01-01T00:00:00Z [<see cref="long"/>].</summary>
    Timestamp,

    /// <summary>8-bit signed integer, C#'s sbyte [<see cref="int"/>].</summary>
    Int8,

    /// <summary>8-bit unsigned integer, C#'s byte [<see cref="int"/>].</summary>
    UInt8,

    /// <summary>16-bit signed integer, C#'s short [<see cref="int"/>].</summary>
    Int16,

    /// <summary>16-bit unsigned integer, C#'s ushort [<see cref="int"/>].</summary>
    UInt16,

    /// <summary>32-bit unsigned integer [<see cref="uint"/>].</summary>
    UInt32,

    /// <summary>64-bit unsigned integer [<see cref="ulong"/>].</summary>
    UInt64,

    /// <summary>IEEE 754 single [<see cref="float"/>].</summary>
    Single,

    /// <summary>A day, C#'s DateOnly: days since 1970-01-01 [<see cref="int"/>].</summary>
    Date,

    /// <summary>A time of day, C#'s TimeOnly: microseconds since midnight [<see cref="long"/>].</summary>
    Time,

    /// <summary>A length of time, C#'s TimeSpan: microseconds [<see cref="long"/>].</summary>
    Duration,

    /// <summary>A Guid: its 128 bits in the order of its digits [<see cref="System.Int128"/>].</summary>
    Guid,

    /// <summary>A member of a C# enumeration: its number [<see cref="int"/>].</summary>
    Enum,

    /// <summary>A list, a list of records, or a dictionary: its text as <see cref="ListText"/> says [<see cref="string"/>].</summary>
    List,
}

/// <summary>A value type of the plan: kind, nullability and, for decimals, precision and scale.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Nullable">True when a row may have no value.</param>
/// <param name="Precision">Decimal digits in all, 1 to 38; 0 for other kinds.</param>
/// <param name="Scale">Decimal digits after the point, 0 to <paramref name="Precision"/>.</param>
/// <param name="Members">The members of an enumeration; null for other kinds.</param>
/// <param name="Element">What a list holds; null for other kinds.</param>
public readonly record struct DataType(
    TypeKind Kind, bool Nullable = false, int Precision = 0, int Scale = 0, EnumMembers? Members = null, ListElement? Element = null)
{
    /// <summary>The largest precision of an expression: beyond it C#'s own decimal would round.</summary>
    public const int MaxExpressionPrecision = 28;

    /// <summary>True or false.</summary>
    public static readonly DataType Boolean = new(TypeKind.Boolean);
    /// <summary>A 32-bit signed integer.</summary>
    public static readonly DataType Int32 = new(TypeKind.Int32);
    /// <summary>A 64-bit signed integer.</summary>
    public static readonly DataType Int64 = new(TypeKind.Int64);
    /// <summary>A 128-bit signed integer: of states and results.</summary>
    public static readonly DataType Int128 = new(TypeKind.Int128);
    /// <summary>An IEEE 754 double.</summary>
    public static readonly DataType Double = new(TypeKind.Double);
    /// <summary>A text.</summary>
    public static readonly DataType String = new(TypeKind.String);
    /// <summary>A time: microseconds since 1970 in UTC.</summary>
    public static readonly DataType Timestamp = new(TypeKind.Timestamp);

    /// <summary>A day: days since 1970.</summary>
    public static readonly DataType Date = new(TypeKind.Date);
    /// <summary>A time of the day in microseconds.</summary>
    public static readonly DataType Time = new(TypeKind.Time);
    /// <summary>A length of time in microseconds.</summary>
    public static readonly DataType Duration = new(TypeKind.Duration);
    /// <summary>A Guid.</summary>
    public static readonly DataType Guid = new(TypeKind.Guid);
    /// <summary>An IEEE 754 single.</summary>
    public static readonly DataType Single = new(TypeKind.Single);
    /// <summary>A 32-bit unsigned integer.</summary>
    public static readonly DataType UInt32 = new(TypeKind.UInt32);
    /// <summary>A 64-bit unsigned integer.</summary>
    public static readonly DataType UInt64 = new(TypeKind.UInt64);

    /// <summary>An enumeration.</summary>
    public static DataType Enum(EnumMembers members) => new(TypeKind.Enum, Members: members);

    /// <summary>A list.</summary>
    public static DataType List(ListElement element) => new(TypeKind.List, Element: element);

    /// <summary>A fixed-point decimal.</summary>
    /// <param name="precision">Digits in all, 1 to 38; 1 to 28 for what events have.</param>
    /// <param name="scale">Digits behind the point, 0 to the precision.</param>
    public static DataType Decimal(int precision, int scale) => new(TypeKind.Decimal, false, precision, scale);

    /// <summary>The same type that admits null.</summary>
    public DataType AsNullable() => this with { Nullable = true };

    /// <summary>The same type without null.</summary>
    public DataType AsRequired() => this with { Nullable = false };

    /// <summary>The type with the wanted nullability.</summary>
    public DataType WithNull(bool nullable) => this with { Nullable = nullable };

    /// <summary>True for integers and decimals, the kinds that aggregate exactly.</summary>
    public bool IsExactNumber => Kind is TypeKind.Int32 or TypeKind.Int64 or TypeKind.UInt32 or TypeKind.UInt64 or TypeKind.Decimal;

    /// <summary>True for the integers that C# computes in <see cref="int"/>: it converts them before every operator.</summary>
    public bool IsNarrow => Kind is TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16;

    /// <summary>True for what C# orders with its operators, without floating-point numbers.</summary>
    public bool IsOrdered => IsExactNumber || Kind is TypeKind.Timestamp or TypeKind.Date or TypeKind.Time or TypeKind.Duration;

    /// <summary>True for what is bytes of UTF-8 in columns: text, and lists, which are text there.</summary>
    public bool IsUtf8 => Kind is TypeKind.String or TypeKind.List;

    /// <summary>True for doubles and floats.</summary>
    public bool IsFloating => Kind is TypeKind.Double or TypeKind.Single;

    /// <summary>True for integers that a source column can have.</summary>
    public bool IsInteger => IntegerRange is not null;

    /// <summary>The smallest and largest value of an integer kind of at most 64 bits; null for other kinds.</summary>
    public (Int128 Min, Int128 Max)? IntegerRange => Kind switch
    {
        TypeKind.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TypeKind.UInt8 => (byte.MinValue, byte.MaxValue),
        TypeKind.Int16 => (short.MinValue, short.MaxValue),
        TypeKind.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeKind.Int32 => (int.MinValue, int.MaxValue),
        TypeKind.UInt32 => (uint.MinValue, uint.MaxValue),
        TypeKind.Int64 => (long.MinValue, long.MaxValue),
        TypeKind.UInt64 => (ulong.MinValue, ulong.MaxValue),
        _ => null,
    };

    /// <summary>True for what operators compute with: exact numbers and doubles.</summary>
    public bool IsNumber => IsExactNumber || Kind == TypeKind.Double;

    /// <summary>The .NET type that carries a value inside a kernel, without null.</summary>
    public Type Carrier => Kind switch
    {
        TypeKind.Boolean => typeof(bool),
        TypeKind.Int32 or TypeKind.Int8 or TypeKind.UInt8 or TypeKind.Int16 or TypeKind.UInt16 or TypeKind.Date or TypeKind.Enum =>
            typeof(int),
        TypeKind.Int64 or TypeKind.Timestamp or TypeKind.Time or TypeKind.Duration => typeof(long),
        TypeKind.UInt32 => typeof(uint),
        TypeKind.UInt64 => typeof(ulong),
        TypeKind.Int128 or TypeKind.Decimal or TypeKind.Guid => typeof(Int128),
        TypeKind.Double => typeof(double),
        TypeKind.Single => typeof(float),
        TypeKind.String or TypeKind.List => typeof(string),
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
            && int.TryParse(digits, CultureInfo.InvariantCulture, out var precision)
                && int.TryParse(places, CultureInfo.InvariantCulture, out var scale))
        {
            return Decimal(precision, scale).WithNull(nullable);
        }

        if (EnumMembers.TryParse(bare) is { } members)
        {
            return Enum(members).WithNull(nullable);
        }

        if (ListElement.TryParse(bare) is { } element)
        {
            return List(element).WithNull(nullable);
        }

        var kind = System.Enum.GetValues<TypeKind>()
            .Where(k => k is not (TypeKind.Decimal or TypeKind.Enum or TypeKind.List) && new DataType(k).ToString() == bare).ToArray();
        return kind is [var one] ? new DataType(one, nullable)
            : throw new Errors.DataException(
                $"'{text}' is not a type that this version of Unified knows. Use the version that wrote it, or a later one.");
    }

    /// <summary>For example <c>int64</c>, <c>decimal(18,4)?</c>.</summary>
    public override string ToString()
    {
        var name = Kind == TypeKind.Decimal
            ? string.Create(CultureInfo.InvariantCulture, $"decimal({Precision},{Scale})")
            : Members is { } members ? members.ToString()
            : Element is { } element ? element.ToString()
            : Kind.ToString().ToLowerInvariant();
        return Nullable ? name + "?" : name;
    }
}

/// <summary>A named column. Names are unique within a schema, ordinal.</summary>
public sealed record Field(string Name, DataType Type)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name}: {Type}";
}
