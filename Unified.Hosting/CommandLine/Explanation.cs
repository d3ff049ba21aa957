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

    /// <summary>What the class of the last stage means for whoever runs it.</summary>
    public string Class => Plan.Graph.Last.Class switch
    {
        StageClass.OrderFree => "A, free of order: all states merge, none is carried, any partitioning will do",
        StageClass.LogOrder => "B, the order of one log: state is carried from epoch to epoch",
        _ => "C, time or several inputs: state is carried, and a recorded order",
    };

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
