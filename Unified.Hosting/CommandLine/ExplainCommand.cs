using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary><c>explain</c>: what a definition was understood as.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new DescribedCommand("explain",
            "Prints what a job was understood as: plan, rules, stages, states, version, costs, the "
            + "tables and views in ClickHouse, and the query in DuckDB. Needs no server.",
            "jobs explain", "jobs explain --job airport_delays --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(context.Json);
            var database = context.Options(parsed).ClickHouse.Database;
            try
            {
                var plans = context.Selected(parsed).Select(p => new Explanation(p, database)).ToList();
                // Whoever asks about all jobs is told when some are none.
                IReadOnlyList<DefinitionMistake> mistakes = parsed.GetValue(context.Job) is [_, ..] ? [] : context.Jobs.Mistakes;
                if (json)
                {
                    CommandContext.Print(new JsonArray([.. plans.Select(Json), .. Mistaken(mistakes)]));
                }
                else
                {
                    plans.ForEach(p => Console.Out.WriteLine(Text(p)));
                }

                return mistakes.Count == 0 ? 0 : 2;
            }
            catch (DefinitionException refused) when (json)
            {
                // The message goes where messages go; a program reads this.
                CommandContext.Print(new JsonArray([.. Mistaken(refused.Mistakes)]));
                throw;
            }
        });
        return command;
    }

    private static string Text(Explanation job) => $"""
        {PlanSummary.Of(job.Plan)}
        ClickHouse, tables
        {Statements(job.Tables)}

        ClickHouse, views
        {Statements(job.Views)}

        DuckDB, over relations named as the logs
        {(job.DuckDb is { } sql ? Statements([sql]) : $"refused: {job.Refused}")}

        """;

    private static string Statements(IEnumerable<string> statements) => string.Join("\n", statements.Select(s => $"{s};"));

    private static JsonObject Json(Explanation job)
    {
        var plan = job.Plan;
        return new JsonObject
        {
            ["job"] = plan.Job,
            ["definitionVersion"] = plan.Version,
            ["sources"] = Texts(plan.Sources.Select(s => s.Describe())),
            ["class"] = plan.Graph.Last.Class.ToString(),
            ["stages"] = new JsonArray([.. plan.Graph.Stages.Select(s => (JsonNode)new JsonObject
            {
                ["name"] = s.Name,
                ["class"] = s.Class.ToString(),
                ["reads"] = new JsonArray([.. s.Inputs.Select(i => (JsonNode)new JsonObject
                {
                    ["log"] = i.Source.Name,
                    ["columns"] = Texts(i.Columns.Select(c => c.Name)),
                })]),
            })]),
            ["rules"] = Texts(plan.Rules),
            ["plan"] = plan.Logical.ToString(),
            ["rows"] = new JsonArray([.. plan.Rows.Columns.Select(c => (JsonNode)new JsonObject
            {
                ["name"] = c.Name,
                ["type"] = c.TypeText,
                ["clickHouse"] = c.SqlType(Sql.SqlEngine.ClickHouse),
            })]),
            ["states"] = new JsonArray([.. plan.Aggregates.Select(a => (JsonNode)new JsonObject
            {
                ["aggregate"] = a.ToString(),
                ["columns"] = Texts(a.States.Select(s => s.Name)),
            })]),
            ["result"] = Fields(plan.Outputs.Select(o => o.Field)),
            ["costs"] = new JsonArray([.. job.Warnings.Select(w => (JsonNode)new JsonObject
            {
                ["subject"] = w.Subject,
                ["reason"] = w.Reason,
                ["wayOut"] = w.WayOut,
            })]),
            ["clickHouse"] = new JsonObject { ["tables"] = Texts(job.Tables), ["views"] = Texts(job.Views) },
            ["duckDb"] = job.DuckDb is { } sql ? new JsonObject { ["query"] = sql } : new JsonObject { ["refused"] = job.Refused },
            ["canonical"] = plan.Canonical,
        };
    }

    // One object a job that cannot be planned.
    private static IEnumerable<JsonNode> Mistaken(IReadOnlyList<DefinitionMistake> mistakes) =>
        mistakes.GroupBy(m => m.Job, StringComparer.Ordinal).Select(job => (JsonNode)new JsonObject
        {
            ["job"] = job.Key,
            ["mistakes"] = new JsonArray([.. job.Select(m => (JsonNode)new JsonObject
            {
                ["code"] = m.Code,
                ["node"] = m.Node,
                ["file"] = m.Place?.File,
                ["line"] = m.Place?.Line,
                ["reason"] = m.Reason,
                ["wayOut"] = m.WayOut,
            })]),
        });

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    private static JsonArray Fields(IEnumerable<Field> fields) =>
        new([.. fields.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type.ToString(),
            ["clickHouse"] = Sql.ClickHouse.Type(f.Type) })]);
}
