using System.Globalization;
using System.Text;
using nietras.SeparatedValues;
using Unified.Errors;

namespace Unified.Batch.Tables;

/// <summary>A cell.</summary>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="Quoted">True when there were quotes: an empty one is then an empty text, and no missing value.</param>
public readonly record struct CsvCell(string Text, bool Quoted);

/// <summary>
/// Delimited text as RFC 4180 has it: quotes around what holds delimiters, quotes and line ends; UTF-8. The delimiter is that of the first
/// line: comma, semicolon, tab or bar. Thread-safe.
/// </summary>
public static class CsvFile
{
    // Raw cells: what was quoted is not told otherwise. How many cells a row has is for whoever knows the names.
    private static readonly SepReaderOptions Options = new(null) { HasHeader = false, DisableColCountCheck = true };

    /// <summary>The rows with the lines where they begin, from 1; the first are the names. Blank lines are passed over.</summary>
    /// <exception cref="DataException">A quote is not closed, or the text is not UTF-8.</exception>
    public static IEnumerable<(long Line, IReadOnlyList<CsvCell> Cells)> Read(string path)
    {
        using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        if (text.Peek() < 0)
        {
            yield break;
        }

        using var reader = Guard(path, () => Options.From(text));
        while (Guard(path, reader.MoveNext))
        {
            var row = Row(path, reader);
            if (row.Cells is not [{ Text.Length: 0, Quoted: false }])
            {
                yield return row;
            }
        }
    }

    private static (long Line, IReadOnlyList<CsvCell> Cells) Row(string path, SepReader reader)
    {
        var row = reader.Current;
        var cells = new CsvCell[row.ColCount];
        for (var i = 0; i < cells.Length; i++)
        {
            var raw = row[i].Span;
            var quoted = raw.Length > 0 && raw[0] == '"';
            if (quoted && (raw.Length < 2 || raw[^1] != '"' || raw.Count('"') % 2 != 0))
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{path}': a quote in the record that begins at line {row.LineNumberFrom} is not closed, or text follows it."));
            }

            cells[i] = new CsvCell(quoted ? raw[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : raw.ToString(), quoted);
        }

        return (row.LineNumberFrom, cells);
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException)
        {
            throw new DataException($"File '{path}' is not UTF-8. Save it as UTF-8.");
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"File '{path}' cannot be read as CSV: {error.Message}", error);
        }
    }
}
