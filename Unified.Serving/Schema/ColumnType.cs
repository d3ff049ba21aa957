using System.Collections;
using System.Globalization;
using System.Text.Json;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Schema;

/// <summary>What a column of a stored table can hold: its type in ClickHouse, and how a value is written as JSON and read back.</summary>
/// <param name="Name">The type in ClickHouse.</param>
/// <param name="Write">Writes a value.</param>
/// <param name="Read">Makes a value of what the driver gives for <c>Select</c>.</param>
internal sealed record ColumnType<T>(string Name, Action<Utf8JsonWriter, T> Write, Func<object, T> Read)
{
    /// <summary>The expression that is selected to read the column.</summary>
    public Func<string, string> Select { get; init; } = name => name;

    /// <summary>The column's definition, when it is more than name and type.</summary>
    public Func<string, string> Define { get; init; } = name => $"{name} {Name}";

    /// <summary>The column that an insert names.</summary>
    public Func<string, string> Insert { get; init; } = name => name;
}

/// <summary>The types that stored tables use.</summary>
internal static class ColumnTypes
{
    public static readonly ColumnType<string> Text = new("String", (json, v) => json.WriteStringValue(v), v => (string)v);

    /// <summary>A text of which there are few.</summary>
    public static readonly ColumnType<string> Word = Text with { Name = "LowCardinality(String)" };

    public static readonly ColumnType<int> Integer = new("Int32", (json, v) => json.WriteNumberValue(v), v => (int)v);

    public static readonly ColumnType<long> Long = new("Int64", (json, v) => json.WriteNumberValue(v), v => (long)v);

    public static readonly ColumnType<ulong> Unsigned = new("UInt64", (json, v) => json.WriteNumberValue(v), v => (ulong)v);

    public static readonly ColumnType<bool> Flag = new("UInt8", (json, v) => json.WriteNumberValue(v ? 1 : 0), v => (byte)v != 0);

    public static readonly ColumnType<Guid> Id =
        new("UUID", (json, v) => json.WriteStringValue(v), v => Guid.Parse((string)v)) { Select = name => $"toString({name})" };

    public static readonly ColumnType<DateTimeOffset> Instant =
        new("DateTime64(6, 'UTC')", (json, v) => json.WriteStringValue(ClickHouseTime.Text(v)), v => ClickHouseTime.FromMicros((long)v))
        {
            Select = name => $"toUnixTimestamp64Micro({name})",
        };

    /// <summary>Any bytes. JSON has no form for them: they are written as base64 into a column that is not stored.</summary>
    public static readonly ColumnType<ReadOnlyMemory<byte>> Bytes =
        new("String", (json, v) => json.WriteBase64StringValue(v.Span), v => Convert.FromBase64String((string)v))
        {
            Select = name => $"base64Encode({name})",
            Define = name => $"{name} String DEFAULT base64Decode({name}_base64), {name}_base64 String EPHEMERAL",
            Insert = name => $"{name}_base64",
        };

    public static ColumnType<T?> Optional<T>(ColumnType<T> type)
        where T : struct =>
            new($"Nullable({type.Name})", (json, v) => WriteOptional(json, v, type), v => v is DBNull or null ? null : type.Read(v));

    public static ColumnType<string?> OptionalText { get; } =
        new("Nullable(String)", (json, v) => json.WriteStringValue(v), v => v is DBNull or null ? null : (string)v);

    public static ColumnType<IReadOnlyList<T>> List<T>(ColumnType<T> item) => new($"Array({item.Name})", (json, values) =>
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            item.Write(json, value);
        }

        json.WriteEndArray();
    }, values => [.. ((IEnumerable)values).Cast<object>().Select(item.Read)]);

    public static ColumnType<IReadOnlyDictionary<TKey, TValue>> Map<TKey, TValue>(ColumnType<TKey> key, ColumnType<TValue> value)
        where TKey : notnull => new($"Map({key.Name}, {value.Name})", (json, map) =>
    {
        json.WriteStartObject();
        foreach (var (k, v) in map)
        {
            json.WritePropertyName(Convert.ToString(k, CultureInfo.InvariantCulture)!);
            value.Write(json, v);
        }

        json.WriteEndObject();
    }, map => ((IDictionary)map).Keys.Cast<object>().ToDictionary(key.Read, k => value.Read(((IDictionary)map)[k]!)));

    private static void WriteOptional<T>(Utf8JsonWriter json, T? value, ColumnType<T> type)
        where T : struct
    {
        if (value is { } there)
        {
            type.Write(json, there);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
