using Unified.Errors;
using Unified.Logical;

namespace Unified.Hosting.Records;

/// <summary>One record of a file.</summary>
/// <param name="Place">Where it is, in the file's own count: <c>line 17</c>, <c>row 3</c>.</param>
/// <param name="Json">Its value as a topic has it: bytes of a line as they are, else one JSON object.</param>
internal readonly record struct FileRecord(string Place, byte[] Json);

/// <summary>Files whose records go into a topic, or whose form is to be known: NDJSON, CSV, Parquet, told apart by their names.</summary>
internal static class RecordFile
{
    private static readonly string[] Ndjson = [".ndjson", ".jsonl", ".json"];
    private static readonly string[] Csv = [".csv", ".tsv"];

    /// <summary>The endings of files that can be read, the preferred one first.</summary>
    public static IReadOnlyList<string> Endings { get; } = [.. Ndjson, .. Csv, ".parquet"];

    /// <summary>True for a name that is that of such a file.</summary>
    public static bool IsOne(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a file whose values have types of their own, which are not guessed from text.</summary>
    public static bool IsParquet(string path) => Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <summary>All records in the order of the file, read while they are asked for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The source they are meant for: cells of a CSV file become what its columns are. Null: what they look
    /// like.</param>
    /// <exception cref="DataException">There is no such file, it is of no known kind, or it is damaged.</exception>
    public static IEnumerable<FileRecord> Read(string path, SourceSchema? source)
    {
        if (!File.Exists(path))
        {
            throw new DataException($"There is no file '{path}' (from '{Directory.GetCurrentDirectory()}').");
        }

        var ending = Path.GetExtension(path);
        return Has(Ndjson, ending) ? NdjsonFile.Read(path)
            : Has(Csv, ending) ? CsvRecords.Read(path, source)
            : IsParquet(path) ? ParquetRecords.Read(path)
            : throw new DataException($"File '{path}' is of no kind that is known: the name ends with {string.Join(", ", Endings)}.");
    }

    private static bool Has(string[] endings, string ending) => endings.Contains(ending, StringComparer.OrdinalIgnoreCase);
}
