namespace Unified.TestKit.Functions;

/// <summary>What an engine that keeps text in UTF-8 can hold.</summary>
public static class EngineText
{
    /// <summary>False for text with half of a character above U+FFFF, which C# makes by cutting one.</summary>
    public static bool IsWhole(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
