using System.Text;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// Keeps statements inside the data folder. The engine is that of clickhouse-local, which reads and writes every file that its user may:
/// as a table function, a function, an engine, a path in the place of a table, a schema of a format.
/// </summary>
/// <param name="outside">What reaches outside.</param>
internal sealed class StatementGuard(OutsideNames outside)
{
    private static readonly string[] FileSettings = ["format_template_", "format_schema"];

    // Their statements read or write archives of tables, or hide another statement.
    private static readonly string[] Verbs = ["BACKUP", "RESTORE", "EXPORT", "EXECUTE", "IMPORT"];

    /// <exception cref="ChdbException">The statement, or a setting of its request, names something outside.</exception>
    /// <param name="statement">The text, without the data of an INSERT.</param>
    /// <param name="options">The request.</param>
    public void Require(ReadOnlySpan<byte> statement, RequestOptions options)
    {
        foreach (var setting in options.Settings.Keys.Where(IsFileSetting))
        {
            throw Refused($"the setting {setting}");
        }

        // An identifier may be a parameter: {p:Identifier}.
        foreach (var parameter in options.Parameters.Where(p => IsPath(p.Value)))
        {
            if (statement.IndexOf("Identifier"u8) >= 0)
            {
                throw Refused($"the path '{parameter.Value}'");
            }
        }

        Read(new SqlTokens(statement));
    }

    private void Read(SqlTokens tokens)
    {
        var (verb, before, beforeLast, last) = ("", "", "", "");
        for (var token = tokens.Next(); token != SqlToken.End; token = tokens.Next())
        {
            var text = Encoding.UTF8.GetString(tokens.Value);
            if (token == SqlToken.Word)
            {
                RequireWord(text, verb, last);
            }

            if (token == SqlToken.Quoted)
            {
                RequireQuoted(text, last);
            }

            if (text == "(" && beforeLast != "." && outside.Functions.Contains(Name(last)) && !IsTableNamed(verb, beforeLast))
            {
                throw Refused($"{Name(last)}()");
            }

            if (text[0] != '\'' && (Is(last, "ENGINE") || (last == "=" && Is(beforeLast, "ENGINE"))))
            {
                RequireEngine(Name(text));
            }

            if (Is(text, "DICTIONARY") && Is(verb, "CREATE") && (Is(last, "CREATE") || (Is(last, "REPLACE") && Is(before, "CREATE"))))
            {
                throw Refused("a dictionary");
            }

            verb = verb.Length == 0 ? text : verb;
            (before, beforeLast, last) = (beforeLast, last, text);
        }
    }

    private static void RequireWord(string word, string verb, string last)
    {
        if ((Is(word, "OUTFILE") && Is(last, "INTO")) || (Is(word, "INFILE") && Is(last, "FROM"))
            || (verb.Length == 0 && Verbs.Contains(word, StringComparer.OrdinalIgnoreCase))
            || (Is(word, "COLLECTION") && Is(last, "NAMED")))
        {
            throw Refused(word.ToUpperInvariant());
        }

        if (IsFileSetting(word))
        {
            throw Refused($"the setting {word}");
        }

        // ClickHouse takes typographic quotes for quotes.
        if (word.AsSpan().IndexOfAnyInRange('‘', '‟') >= 0)
        {
            throw Refused("typographic quotes");
        }
    }

    private static void RequireQuoted(string quoted, string last)
    {
        var name = Name(quoted);
        var table = Is(last, "FROM") || Is(last, "JOIN") || Is(last, "INTO") || Is(last, "TABLE") || Is(last, "DESCRIBE")
            || Is(last, "DESC") || Is(last, "EXISTS");
        if ((table || (quoted[0] != '\'' && last is "." or ",")) && IsPath(name))
        {
            throw Refused($"the path '{name}'");
        }

        if (quoted[0] != '\'' && IsFileSetting(name))
        {
            throw Refused($"the setting {name}");
        }
    }

    private void RequireEngine(string engine)
    {
        if (outside.Engines.Contains(engine))
        {
            throw Refused($"the engine {engine}");
        }
    }

    /// <summary>CREATE TABLE url (...), INSERT INTO url (...): a table may have any name.</summary>
    private static bool IsTableNamed(string verb, string before) => (Is(verb, "CREATE") || Is(verb, "INSERT") || Is(verb, "REPLACE"))
        && (Is(before, "TABLE") || Is(before, "INTO") || Is(before, "EXISTS"));

    // Escaped, it may be any. A name without a folder is looked for in the folder of the process, which is empty.
    private static bool IsPath(string name) => name.StartsWith('/') || name.StartsWith('~')
        || name.Contains("..", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
        || name.Contains('\\', StringComparison.Ordinal);

    private static bool IsFileSetting(string name) => FileSettings.Any(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase));

    private static string Name(string token) =>
        token.Length > 1 && token[0] is '"' or '`' or '\'' ? token[1..^(token[^1] == token[0] ? 1 : 0)] : token;

    private static bool Is(string token, string keyword) => token.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private static ChdbException Refused(string what) => new(497, "ACCESS_DENIED",
        $"default: Not enough privileges: {what} reaches outside the tables of the embedded ClickHouse, which reads and writes no other "
            + "files and asks no other servers. Use a ClickHouse server for that");
}
