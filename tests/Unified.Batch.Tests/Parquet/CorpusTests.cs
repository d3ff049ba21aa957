using Unified.Batch.Parquet;
using Unified.Batch.Tests.Fakes;
using Unified.Errors;
using Unified.TestKit.Oracle;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Tests.Parquet;

/// <summary>
/// The Apache Parquet project's own test files, where UNIFIED_CORPORA says they are: what is read is what DuckDB reads, and what is not
/// read is refused by file, column and reason.
/// </summary>
[TestClass]
public sealed class CorpusTests
{
    private const string Variable = "UNIFIED_CORPORA";

    [TestMethod]
    public void Every_column_of_the_corpus_is_read_as_DuckDB_reads_it_or_refused_by_name()
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(root) || !Directory.Exists(Path.Combine(root, "parquet-testing")))
        {
            Assert.Inconclusive($"{Variable} names no folder with parquet-testing (github.com/apache/parquet-testing).");
        }

        var files = Directory.EnumerateFiles(Path.Combine(root, "parquet-testing"), "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) || f.EndsWith(".encrypted", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        var outcomes = files.SelectMany(file => Columns(file).Select(column => (file, column, Outcome: Compare(file, column)))).ToList();
        foreach (var kind in outcomes.GroupBy(o => o.Outcome.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"{kind.Key}: {kind.Count()}");
        }

        foreach (var (file, column, outcome) in outcomes.Where(o => o.Outcome.Kind != "equal"))
        {
            Console.WriteLine($"{Path.GetFileName(file)} {column?.Name}: {outcome.Kind}: {outcome.Reason}");
        }

        Assert.IsEmpty(outcomes.Where(o => o.Outcome.Kind == "different")
            .Select(o => $"{o.file} {o.column?.Name}: {o.Outcome.Reason}").ToList());
        Assert.IsGreaterThan(outcomes.Count / 2, outcomes.Count(o => o.Outcome.Kind == "equal"));
    }

    /// <summary>The columns that are one value a row; null for a file that cannot be opened.</summary>
    private static IReadOnlyList<CorpusColumn?> Columns(string file)
    {
        try
        {
            using var footer = ParquetScan.Footer(file);
            return [.. Leaves(FileNode.Of(footer.FileMetaData.Schema), [])];
        }
        catch (DataException)
        {
            return [null];
        }
    }

    private static IEnumerable<CorpusColumn> Leaves(FileNode node, string[] path) => node.Children.SelectMany(child => child.Kind switch
    {
        FileNodeKind.Value => [new CorpusColumn([.. path, child.Name])],
        FileNodeKind.Record => Leaves(child, [.. path, child.Name]),
        _ => [],
    });

    private static (string Kind, string Reason) Compare(string file, CorpusColumn? column)
    {
        if (column is null)
        {
            return Refusal(file, "", () => ParquetScan.Footer(file).Dispose());
        }

        using var duck = new DuckDbOracle();
        if (duck.TypeOf(file, column.Path, out var reason) is not { } type)
        {
            // Nothing to compare with; still nobody may crash.
            DataType[] any =
                [DataType.String, DataType.Int64, DataType.Double, DataType.Timestamp, DataType.Decimal(28, 4), DataType.Boolean];
            var wrong = any.Select(t => Refusal(file, column.Name, () => Read(file, column, t.AsNullable())))
                .FirstOrDefault(r => r.Kind == "different");
            return wrong.Kind is null ? ("no type of a plan", reason) : wrong;
        }

        List<string?> expected;
        try
        {
            expected = duck.Values(file, column.Path, type);
        }
        catch (DuckDB.NET.Data.DuckDBException e)
        {
            expected = [];
            reason = e.Message.Split('\n')[0];
        }

        var read = new List<string?>();
        var (kind, message) = Refusal(file, column.Name, () => read = Read(file, column, type));
        if (kind != "read")
        {
            return (kind, message);
        }

        if (reason.Length > 0)
        {
            return ("read where DuckDB gives up", reason);
        }

        var at = expected.Zip(read).ToList().FindIndex(p => p.First != p.Second);
        return at < 0 && expected.Count == read.Count ? ("equal", "")
            : ("different", $"{type}: {read.Count} rows, DuckDB {expected.Count}"
                + (at < 0 ? "" : $"; row {at} is {read[at] ?? "null"}, DuckDB {expected[at] ?? "null"}"));
    }

    private static (string Kind, string Reason) Refusal(string file, string column, Action read)
    {
        try
        {
            read();
            return ("read", "");
        }
        catch (DataException e)
        {
            return e.Message.Contains(file, StringComparison.Ordinal)
                && (e.Message.Contains($"'{column}'", StringComparison.Ordinal) || e.InnerException is not null
                    || e.Message.Contains("its footer promises", StringComparison.Ordinal))
                ? ("refused", e.Message.Replace(file, "...", StringComparison.Ordinal)) : ("different", "no name in: " + e.Message);
        }
    }

    private static List<string?> Read(string file, CorpusColumn column, DataType type)
    {
        using var scan = new ParquetScan(file, [new Field(column.Name, type)], column.Source(type), new Dictionary<string, string>());
        return Cells.All(scan, 0, type);
    }
}
