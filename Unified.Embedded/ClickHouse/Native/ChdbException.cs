using System.Globalization;

namespace Unified.Embedded.ClickHouse.Native;

/// <summary>An error that ClickHouse reported for one statement: its number and its text.</summary>
internal sealed class ChdbException : Exception
{
    public ChdbException(string message)
        : base(message) => Code = CodeOf(message);

    public ChdbException(int code, string name, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"Code: {code}. DB::Exception: {message} ({name})")) => Code = code;

    /// <summary>ClickHouse's number of the error; 1002 (UNKNOWN_EXCEPTION) where the text has none.</summary>
    public int Code { get; }

    private static int CodeOf(string message)
    {
        const string Prefix = "Code: ";
        var at = message.IndexOf(Prefix, StringComparison.Ordinal);
        if (at < 0)
        {
            return 1002;
        }

        var digits = message.AsSpan(at + Prefix.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 1002;
    }
}
