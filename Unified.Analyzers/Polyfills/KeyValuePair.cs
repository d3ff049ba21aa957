namespace Unified.Analyzers.Polyfills;

/// <summary>What .NET Standard does not have of <c>KeyValuePair</c>.</summary>
internal static class KeyValuePair
{
    public static KeyValuePair<TKey, TValue> Create<TKey, TValue>(TKey key, TValue value) => new(key, value);
}
