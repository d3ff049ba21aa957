using Unified.Batch.Tables;
using Unified.Definition.Tables;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Serving.ClickHouse;
using Unified.Serving.Lookups;

namespace Unified.Hosting.Composition;

/// <summary>Reads the tables of the program's definitions, as its settings say. Thread-safe.</summary>
/// <param name="settings">The settings; asked for when the first table is.</param>
internal sealed class DefinitionTables(Func<UnifiedOptions> settings) : ITableReader
{
    public TableRows Read(TableOrigin origin)
    {
        var options = settings();
        switch (origin)
        {
            case TableFile file:
                return new FileTables(options.Data.Root, AppContext.BaseDirectory).Read(file);
            case TableQuery query when options.ClickHouse.ConnectionString == EmbeddedServers.Word:
                throw new DataException(
                    $"The query '{query.Sql}' needs a ClickHouse server: the embedded one starts after jobs are planned.");
            case TableQuery query:
                return new QueryTables(new ClickHouseOptions
                {
                    ConnectionString = options.ClickHouse.ConnectionString,
                    Database = options.ClickHouse.Database,
                    Code = CodeVersion.Current,
                }, TimeProvider.System).Read(query);
            default:
                throw new InternalException($"Nothing reads {origin}.");
        }
    }
}
