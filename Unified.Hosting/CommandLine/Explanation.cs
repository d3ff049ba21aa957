using System.Collections.Immutable;
using Unified.Errors;
using Unified.Lowering;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Sql;

namespace Unified.Hosting.CommandLine;

/// <summary>All that is to be said of a planned job: what <see cref="ExplainCommand"/> prints as text and as JSON.</summary>
internal sealed class Explanation
{
    public Explanation(JobPlan plan, string database)
    {
        Plan = plan;
        Warnings = CostWarning.Of(plan);
        var options = new ClickHouseOptions { ConnectionString = "Host=localhost", Database = database };
        (Tables, Views) = (ServedSql.Tables(plan, options), ServedSql.Views(plan, options));
        try
        {
            // The events of each log are a relation of its name.
            DuckDb = OracleSql.Answer(plan, [.. plan.Sources.Select(s =>
                new OracleInput(SqlEngine.DuckDb.Quote(s.Name), null) { Log = s.Name })]).Text;
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            Refused = $"{refused.Code}: {refused.Node}: {refused.Reason} {refused.WayOut}";
        }
    }

    public JobPlan Plan { get; }

    public ImmutableArray<CostWarning> Warnings { get; }

    /// <summary>ClickHouse's tables.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>ClickHouse's views.</summary>
    public IReadOnlyList<string> Views { get; }

    /// <summary>The whole query in DuckDB, over relations named as the logs; null when it is refused.</summary>
    public string? DuckDb { get; }

    /// <summary>Why DuckDB has no such query, or null.</summary>
    public string? Refused { get; }
}
