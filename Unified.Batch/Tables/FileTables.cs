using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Unified.Definition.Tables;
using Unified.Errors;

namespace Unified.Batch.Tables;

/// <summary>Tables of definitions that are files. Thread-safe.</summary>
/// <param name="roots">Where a relative path is looked for, in this order.</param>
public sealed class FileTables(params IReadOnlyList<string> roots)
{
    private static readonly CsvConfiguration Csv = new(CultureInfo.InvariantCulture)
    {
        // As RFC 4180 says, and nothing is passed over.
        Mode = CsvMode.RFC4180,
        DetectColumnCountChanges = true,
        IgnoreBlankLines = true,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It is not there, is damaged, or of no kind that is read.</exception>
    public TableRows Read(TableFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var path = roots.Select(r => Path.GetFullPath(file.Path, Path.GetFullPath(r))).FirstOrDefault(File.Exists)
            ?? throw new DataException($"There is no file '{file.Path}' in "
                + $"{string.Join(" or ", roots.Select(r => $"'{Path.GetFullPath(r)}'"))}.");
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => ReadCsv(path),
            ".PARQUET" => ParquetTable.Read(path),
            var other => throw new DataException($"File '{path}' is of no kind that is read: '{other}' is neither .csv nor .parquet."),
        };
    }

    private static TableRows ReadCsv(string path)
    {
        using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(text, Csv);
        var rows = new List<IReadOnlyList<object?>>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
            {
                throw new DataException($"File '{path}' has no line of names.");
            }

            while (csv.Read())
            {
                rows.Add([.. csv.Parser.Record!]);
            }

            return new TableRows(csv.HeaderRecord!, rows, AreTexts: true);
        }
        catch (DecoderFallbackException)
        {
            throw new DataException($"File '{path}' is not UTF-8.");
        }
        catch (CsvHelperException)
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"File '{path}', line {csv.Parser.RawRow}: it has other than the {csv.HeaderRecord?.Length ?? 0} fields of the ")
                + "line of names, or a quotation mark that is not closed.");
        }
    }
}
