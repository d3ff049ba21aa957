using System.Globalization;
using System.Text;
using Unified.Errors;

namespace Unified.Hosting.Records;

/// <summary>
/// Delimited text as RFC 4180 has it: quotes around what holds delimiters, quotes and line ends; UTF-8. Commas, semicolons or tabs: what
/// the first line has most of.
/// </summary>
internal static class CsvFile
{
    /// <summary>The rows with their line numbers, the first line's (the names) among them. A cell that is quoted is never empty.</summary>
    /// <exception cref="DataException">A quote is not closed, or the text is not UTF-8.</exception>
    public static IEnumerable<(long Line, List<CsvCell> Cells)> Read(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var delimiter = '\0';
        for (var line = 1L; ;)
        {
            var start = line;
            if (Row(reader, path, ref delimiter, ref line) is not { } cells)
            {
                yield break;
            }

            if (cells is not [{ Text.Length: 0, Quoted: false }])
            {
                yield return (start, cells);
            }
        }
    }

    private static List<CsvCell>? Row(StreamReader reader, string path, ref char delimiter, ref long line)
    {
        var first = Line(reader, path);
        if (first is null)
        {
            return null;
        }

        line++;
        var text = first;
        delimiter = delimiter == '\0' ? Delimiter(text) : delimiter;
        var cells = new List<CsvCell>();
        var cell = new StringBuilder();
        var (quoted, open) = (false, false);
        for (var i = 0; ; i++)
        {
            if (i == text.Length && open)
            {
                // A line end inside of quotes belongs to the cell.
                cell.Append('\n');
                text = Line(reader, path) ?? throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{path}': the quote in the record that ends at line {line - 1} is not closed."));
                (line, i) = (line + 1, -1);
            }
            else if (i == text.Length || (text[i] == delimiter && !open))
            {
                cells.Add(new CsvCell(cell.ToString(), quoted));
                cell.Clear();
                quoted = false;
                if (i == text.Length)
                {
                    return cells;
                }
            }
            else if (text[i] == '"' && (open || cell.Length == 0) && !(open && i + 1 < text.Length && text[i + 1] == '"'))
            {
                (open, quoted) = (!open, true);
            }
            else
            {
                cell.Append(text[i]);
                i += text[i] == '"' && open ? 1 : 0;
            }
        }
    }

    private static string? Line(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            throw new DataException($"File '{path}' is not UTF-8. Save it as UTF-8.");
        }
    }

    private static char Delimiter(string header) => new[] { ',', ';', '\t' }.MaxBy(c => header.Count(h => h == c));
}

/// <summary>A cell.</summary>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="Quoted">True when there were quotes: an empty one is then an empty text, and no missing value.</param>
internal readonly record struct CsvCell(string Text, bool Quoted);
