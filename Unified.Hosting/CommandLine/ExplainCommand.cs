using System.CommandLine;
using System.Text.Json.Nodes;
using Unified.Logical;

namespace Unified.Hosting.CommandLine;

/// <summary><c>explain</c>: what a definition was understood as.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new DescribedCommand("explain", "Prints a job's plan, its definition version and the rows it writes. Needs no server.",
            "jobs explain", "jobs explain --job airport_delays --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction(parsed =>
        {
            var plans = context.Selected(parsed);
            if (parsed.GetValue(context.Json))
            {
                CommandContext.Print(new JsonArray([.. plans.Select(Json)]));
                return 0;
            }

            foreach (var plan in plans)
            {
                Console.Out.WriteLine(Text(plan));
            }

            return 0;
        });
        return command;
    }

    private static string Text(JobPlan plan) =>
        $"""
        job      {plan.Job}
        version  {plan.Version}
        source   {plan.Source.Describe()}, {plan.Source.Partitions} partitions
        rows     {string.Join(", ", plan.Rows.Columns)}
        result   {string.Join(", ", plan.Outputs.Select(o => o.Field))}

        {plan.Logical}
        """;

    private static JsonObject Json(JobPlan plan) => new()
    {
        ["job"] = plan.Job,
        ["definitionVersion"] = plan.Version,
        ["source"] = plan.Source.Describe(),
        ["plan"] = plan.Logical.ToString(),
        ["rows"] = Fields(plan.Rows.Columns),
        ["result"] = Fields(plan.Outputs.Select(o => o.Field)),
        ["canonical"] = plan.Canonical,
    };

    private static JsonArray Fields(IEnumerable<Field> fields) =>
        new([.. fields.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type.ToString(), ["clickHouse"] = Sql.ClickHouse.Type(f.Type) })]);
}
