using System.Globalization;
using Unified.Definition.Tables;
using Unified.Errors;

namespace Unified.Batch.Tables;

/// <summary>Tables of definitions that are files. Thread-safe.</summary>
/// <param name="roots">Where a relative path is looked for, in this order.</param>
public sealed class FileTables(params IReadOnlyList<string> roots)
{
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
        var (names, rows) = (Array.Empty<string>(), new List<IReadOnlyList<object?>>());
        foreach (var (line, cells) in CsvFile.Read(path))
        {
            if (names.Length == 0)
            {
                names = [.. cells.Select(c => c.Text)];
                continue;
            }

            if (cells.Count != names.Length)
            {
                throw new DataException(string.Create(CultureInfo.InvariantCulture,
                    $"File '{path}', line {line}: {cells.Count} cells, but the first line names {names.Length} columns."));
            }

            rows.Add([.. cells.Select(c => c.Text)]);
        }

        return names.Length > 0 ? new TableRows(names, rows, AreTexts: true)
            : throw new DataException($"File '{path}' has no line of names.");
    }
}
