namespace Unified.Analyzers.Polyfills;

/// <summary>What linked sources of Unified.Core ask for, and .NET Standard does not have.</summary>
internal static class AsciiLetters
{
    extension(char)
    {
        public static bool IsAsciiLetterUpper(char c) => c is >= 'A' and <= 'Z';

        public static bool IsAsciiLetterLower(char c) => c is >= 'a' and <= 'z';

        public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';

        public static bool IsAsciiLetterOrDigit(char c) =>
            char.IsAsciiLetterUpper(c) || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
    }
}
