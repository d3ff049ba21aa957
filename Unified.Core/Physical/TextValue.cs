namespace Unified.Physical;

/// <summary>A text in UTF-8 where it stands, or none.</summary>
internal readonly ref struct TextValue(bool hasValue, ReadOnlySpan<byte> utf8)
{
    public bool HasValue { get; } = hasValue;

    public ReadOnlySpan<byte> Utf8 { get; } = utf8;
}
