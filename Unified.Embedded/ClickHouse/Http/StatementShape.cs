using System.Text;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// What the interface must know of a statement without understanding it: does data follow the text and from where, which format is
/// asked for, and is it one statement only.
/// </summary>
/// <param name="DataAt">First byte of an INSERT's data; -1 for every other statement.</param>
/// <param name="SourceAt">Where FROM INFILE has to be written so that the data is read from a file.</param>
/// <param name="Format">Format of the data, or of the result where a FORMAT clause says so.</param>
/// <param name="HasValues">The data stands behind VALUES, so there is no FORMAT clause to keep.</param>
/// <param name="HasSecond">Another statement follows a semicolon.</param>
internal readonly record struct StatementShape(int DataAt, int SourceAt, string? Format, bool HasValues, bool HasSecond)
{
    /// <summary>DROP ... SYNC and DETACH ... SYNC wait until the files are gone.</summary>
    public bool WaitsForFiles { get; private init; }

    public bool TakesData => DataAt >= 0;

    public static StatementShape Of(ReadOnlySpan<byte> text)
    {
        var tokens = new SqlTokens(text);
        tokens.Next();
        if (tokens.Is("INSERT"u8))
        {
            return OfInsert(text, tokens);
        }

        var drops = tokens.Is("DROP"u8) || tokens.Is("DETACH"u8);
        return OfOther(new SqlTokens(text)) with { WaitsForFiles = drops && EndsInSync(tokens) };
    }

    /// <summary>The INSERT with its data taken from <paramref name="file"/> instead of from behind the text.</summary>
    public byte[] ReadingFrom(string file, string compression, ReadOnlySpan<byte> text)
    {
        var source = $" FROM INFILE {SqlText.Value(file)} COMPRESSION '{compression}' ";
        var statement = Encoding.UTF8.GetString(text[..SourceAt]) + source + Encoding.UTF8.GetString(text[SourceAt..DataAt]);
        if (HasValues)
        {
            var keyword = statement.LastIndexOf("VALUES", StringComparison.OrdinalIgnoreCase);
            statement = string.Concat(statement.AsSpan(0, keyword), "FORMAT Values");
        }

        return Encoding.UTF8.GetBytes(statement);
    }

    private static StatementShape OfInsert(ReadOnlySpan<byte> text, SqlTokens tokens)
    {
        var settingsAt = -1;
        SkipTarget(ref tokens);
        for (var token = tokens.Next(); token != SqlToken.End; token = tokens.Next())
        {
            if (token == SqlToken.Symbol && tokens.Value[0] == (byte)'.')
            {
                tokens.Next();
                continue;
            }

            if (tokens.Depth != 0 || token != SqlToken.Word)
            {
                continue;
            }

            if (tokens.Is("SELECT"u8) || tokens.Is("WITH"u8) || tokens.Is("FROM"u8))
            {
                return OfOther(tokens);
            }

            if (tokens.Is("SETTINGS"u8) && settingsAt < 0)
            {
                settingsAt = tokens.Start;
            }
            else if (tokens.Is("VALUES"u8))
            {
                return new StatementShape(tokens.Stop, settingsAt < 0 ? tokens.Start : settingsAt, "Values", true, false);
            }
            else if (tokens.Is("FORMAT"u8))
            {
                var formatAt = tokens.Start;
                tokens.Next();
                var isValues = tokens.Is("Values"u8);
                var dataAt = isValues ? tokens.Stop : AfterLineEnd(text, tokens.Stop);
                return new StatementShape(dataAt, settingsAt < 0 ? formatAt : settingsAt, Encoding.UTF8.GetString(tokens.Value), false,
                    false);
            }
        }

        return new StatementShape(-1, -1, null, false, false);
    }

    /// <summary>Passes the first name behind INSERT [INTO] [TABLE | FUNCTION]: it may be spelled like a keyword.</summary>
    private static void SkipTarget(ref SqlTokens tokens)
    {
        tokens.Next();
        if (tokens.Is("INTO"u8))
        {
            tokens.Next();
        }

        if (tokens.Is("TABLE"u8) || tokens.Is("FUNCTION"u8))
        {
            tokens.Next();
        }
    }

    /// <summary>Data starts behind the line end that follows the format's name, or at once where there is none.</summary>
    private static int AfterLineEnd(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\f')
        {
            at++;
        }

        if (at < text.Length && text[at] == (byte)'\r')
        {
            at++;
        }

        return at < text.Length && text[at] == (byte)'\n' ? at + 1 : at;
    }

    private static bool EndsInSync(SqlTokens tokens)
    {
        var sync = false;
        for (var token = tokens.Next(); token != SqlToken.End; token = tokens.Next())
        {
            sync = token == SqlToken.Word ? tokens.Is("SYNC"u8) : sync && token == SqlToken.Symbol && tokens.Value[0] == (byte)';';
        }

        return sync;
    }

    private static StatementShape OfOther(SqlTokens tokens)
    {
        string? format = null;
        var afterFormat = false;
        var ended = false;
        for (var token = tokens.Next(); token != SqlToken.End; token = tokens.Next())
        {
            if (ended)
            {
                return new StatementShape(-1, -1, format, false, true);
            }

            if (afterFormat && token == SqlToken.Word)
            {
                format = Encoding.UTF8.GetString(tokens.Value);
            }

            afterFormat = token == SqlToken.Word && tokens.Depth == 0 && tokens.Is("FORMAT"u8);
            ended = token == SqlToken.Symbol && tokens.Depth == 0 && tokens.Value[0] == (byte)';';
        }

        return new StatementShape(-1, -1, format, false, false);
    }
}
