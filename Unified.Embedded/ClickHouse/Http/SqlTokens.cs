namespace Unified.Embedded.ClickHouse.Http;

internal enum SqlToken
{
    End,
    Word,
    Quoted,
    Symbol,
}

/// <summary>
/// Cuts SQL text into just enough tokens to find a keyword that is not inside a string, a comment or brackets. It works on bytes
/// because an INSERT's binary data may follow the text.
/// </summary>
internal ref struct SqlTokens
{
    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    public SqlTokens(ReadOnlySpan<byte> text) => _text = text;

    public int Start { get; private set; }

    public readonly int Stop => _position;

    public int Depth { get; private set; }

    public readonly ReadOnlySpan<byte> Value => _text[Start.._position];

    public readonly bool Is(ReadOnlySpan<byte> keyword) => System.Text.Ascii.EqualsIgnoreCase(Value, keyword);

    public SqlToken Next()
    {
        SkipBlanks();
        Start = _position;
        if (_position >= _text.Length)
        {
            return SqlToken.End;
        }

        var first = _text[_position];
        if (IsWord(first))
        {
            while (_position < _text.Length && IsWord(_text[_position]))
            {
                _position++;
            }

            return SqlToken.Word;
        }

        if (first is (byte)'\'' or (byte)'"' or (byte)'`')
        {
            SkipQuoted(first);
            return SqlToken.Quoted;
        }

        if (first == (byte)'$' && SkipHeredoc())
        {
            return SqlToken.Quoted;
        }

        Depth += first switch
        {
            (byte)'(' or (byte)'[' or (byte)'{' => 1,
            (byte)')' or (byte)']' or (byte)'}' => -1,
            _ => 0,
        };
        _position++;
        return SqlToken.Symbol;
    }

    private static bool IsWord(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or >= 0x80;

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            var rest = _text[_position..];
            if (rest[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or (byte)'\v')
            {
                _position++;
            }
            else if (rest.StartsWith("--"u8) || rest.StartsWith("#!"u8) || rest.StartsWith("# "u8))
            {
                SkipPast("\n"u8, rest);
            }
            else if (rest.StartsWith("/*"u8))
            {
                SkipPast("*/"u8, rest);
            }
            else
            {
                return;
            }
        }
    }

    private void SkipPast(ReadOnlySpan<byte> end, ReadOnlySpan<byte> rest)
    {
        var at = rest.IndexOf(end);
        _position = at < 0 ? _text.Length : _position + at + end.Length;
    }

    private void SkipQuoted(byte quote)
    {
        for (_position++; _position < _text.Length; _position++)
        {
            if (_text[_position] == (byte)'\\')
            {
                _position++;
            }
            else if (_text[_position] == quote)
            {
                // A doubled quote is two quoted tokens side by side: harmless here.
                _position++;
                return;
            }
        }

        _position = _text.Length;
    }

    private bool SkipHeredoc()
    {
        var rest = _text[_position..];
        var tagEnd = rest[1..].IndexOf((byte)'$');
        if (tagEnd < 0 || rest.Slice(1, tagEnd).IndexOfAnyExcept(WordBytes) >= 0)
        {
            return false;
        }

        var tag = rest[..(tagEnd + 2)];
        var end = rest[tag.Length..].IndexOf(tag);
        _position = end < 0 ? _text.Length : _position + tag.Length + end + tag.Length;
        return true;
    }

    private static readonly System.Buffers.SearchValues<byte> WordBytes =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);
}
