using Unified.Batch.Tables;
using Unified.Definition.Tables;

namespace Unified.TestKit.Given;

/// <summary>
/// Reads the files that definitions look values up in, beside the test's program and in the working folder, where nobody else has been
/// named for it. What a query gives is a test's own to say: <see cref="TableReaders.Use"/>.
/// </summary>
internal sealed class GivenTables : ITableReader
{
    public TableRows Read(TableOrigin origin) => origin is TableFile file
        ? new FileTables(AppContext.BaseDirectory, Directory.GetCurrentDirectory()).Read(file)
        : throw new JobTestException($"A test has no ClickHouse for {origin}. Give its rows: TableReaders.Use(reader), in the test's own "
            + "ITableReader.");

    /// <summary>Reads files from now on, unless something else reads tables.</summary>
    public static void Use()
    {
        if (TableReaders.Current is null)
        {
            TableReaders.Use(new GivenTables());
        }
    }
}
