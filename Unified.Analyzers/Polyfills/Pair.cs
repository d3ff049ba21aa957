namespace Unified.Analyzers.Polyfills;

/// <summary>A name with what it stands for: .NET Standard does not infer the types of a <c>KeyValuePair</c>.</summary>
internal static class Pair
{
    public static KeyValuePair<TKey, TValue> Of<TKey, TValue>(TKey key, TValue value) => new(key, value);
}
