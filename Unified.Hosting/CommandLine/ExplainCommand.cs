using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Epochs;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary><c>explain</c>: what a definition was understood as.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandContext context)
    {
        var command =
            new DescribedCommand("explain", "Prints a job's plan, its definition version and the rows it writes. Needs no server.",
            "jobs explain", "jobs explain --job airport_delays --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction(parsed =>
        {
            var plans = context.Selected(parsed);
            // Whoever asks about all jobs is told when some are none.
            var code = parsed.GetValue(context.Job) is [_, ..] || context.Jobs.Mistakes.Count == 0 ? 0 : 2;
            if (parsed.GetValue(context.Json))
            {
                CommandContext.Print(new JsonArray([.. plans.Select(Json)]));
                return code;
            }

            foreach (var plan in plans)
            {
                Console.Out.WriteLine(Text(plan));
            }

            return code;
        });
        return command;
    }

    private static string Text(JobPlan plan) =>
        $"""
        job      {plan.Job}
        version  {plan.Version}
        sources  {string.Join("\n         ", plan.Sources.Select(s => $"{s.Describe()}, {s.Partitions} partitions"))}
        class    {plan.Graph.Last.Class}
        rows     {string.Join(", ", plan.Rows.Columns)}{Panes(plan)}
        result   {string.Join(", ", plan.Outputs.Select(o => o.Field))}

        {plan.Logical}
        """;

    private static string Panes(JobPlan plan) => plan.Rows.Panes is { } panes ? $"\n         {plan.Rows.Window!.Name}: {panes.Cost}" : "";

    private static JsonObject Json(JobPlan plan)
    {
        var json = Described(plan);
        if (plan.Rows.Panes is { } panes)
        {
            json["panes"] = panes.Cost;
        }

        return json;
    }

    private static JsonObject Described(JobPlan plan) => new()
    {
        ["job"] = plan.Job,
        ["definitionVersion"] = plan.Version,
        ["sources"] = new JsonArray([.. plan.Sources.Select(s => (JsonNode)s.Describe())]),
        ["class"] = plan.Graph.Last.Class.ToString(),
        ["plan"] = plan.Logical.ToString(),
        ["rows"] = new JsonArray([.. plan.Rows.Columns.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Name,
            ["type"] = c.TypeText,
            ["clickHouse"] = c.SqlType(Sql.SqlEngine.ClickHouse),
        })]),
        ["result"] = Fields(plan.Outputs.Select(o => o.Field)),
        ["canonical"] = plan.Canonical,
    };

    private static JsonArray Fields(IEnumerable<Field> fields) =>
        new([.. fields.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type.ToString(),
            ["clickHouse"] = Sql.ClickHouse.Type(f.Type) })]);
}
