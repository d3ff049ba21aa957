using Unified.Plans;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Rows;

/// <summary>What a job has in ClickHouse, as statements: for whoever wants to read them. Needs no server.</summary>
public static class ServedSql
{
    /// <summary>The tables of a job version, one CREATE TABLE each.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="options">Names the database.</param>
    public static IReadOnlyList<string> Tables(JobPlan plan, ClickHouseOptions options)
    {
        using var database = new ClickHouseDatabase(options, TimeProvider.System);
        return [.. TableDdl.Create(plan, new JobTables(database, plan))];
    }

    /// <summary>The views of a job version, the answer first, one CREATE VIEW each.</summary>
    /// <inheritdoc cref="Tables"/>
    public static IReadOnlyList<string> Views(JobPlan plan, ClickHouseOptions options)
    {
        using var database = new ClickHouseDatabase(options, TimeProvider.System);
        var tables = new JobTables(database, plan);
        return [.. Enum.GetValues<ViewKind>().Select(kind =>
            $"CREATE OR REPLACE VIEW {tables.VersionView(kind)} AS {View(database, plan, tables, kind)}")];
    }

    /// <summary>What a view of a job version selects.</summary>
    internal static string View(ClickHouseDatabase database, JobPlan plan, JobTables tables, ViewKind kind) =>
        ViewSql.Select(plan, tables, kind, ManifestSource.Newest(database, plan));
}
