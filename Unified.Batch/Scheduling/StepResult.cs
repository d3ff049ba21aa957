using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Unified.Contracts;
using Unified.Types;

namespace Unified.Batch.Scheduling;

/// <summary>
/// The results of steps as text: Hangfire's own serializer gives back neither a choice of records nor our arrays. Whoever follows a run, in
/// any process, reads here what another wrote.
/// </summary>
internal static class StepResult
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { TellCausesApart } },
        Converters = { new EquatableArrays() },
        // What a record computes is no part of it.
        IgnoreReadOnlyProperties = true,
    };

    public static string Write<T>(T result) => JsonSerializer.Serialize(result, Options);

    public static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    /// <summary>By their names, whichever there are.</summary>
    private static void TellCausesApart(JsonTypeInfo type)
    {
        if (type.Type != typeof(DifferenceCause))
        {
            return;
        }

        type.PolymorphismOptions =
            new JsonPolymorphismOptions { UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        foreach (var cause in typeof(DifferenceCause).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DifferenceCause))))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(cause, cause.Name));
        }
    }

    private sealed class EquatableArrays : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EquatableArray<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class Converter<T> : JsonConverter<EquatableArray<T>>
    {
        public override EquatableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            [.. JsonSerializer.Deserialize<T[]>(ref reader, options) ?? []];

        public override void Write(Utf8JsonWriter writer, EquatableArray<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
