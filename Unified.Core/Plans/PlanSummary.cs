namespace Unified.Plans;

/// <summary>What a job was understood as, in text: the same on every machine. Thread-safe.</summary>
public static class PlanSummary
{
    /// <summary>Name, version, sources, class, stages, rows, states, result, costs, rules, and the plan.</summary>
    public static string Of(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var rules = plan.Rules;
        return $"""
            job      {plan.Job}
            version  {plan.Version}
            sources  {Lines(plan.Sources.Select(s => string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{s.Describe()}, {s.Partitions} partitions")))}
            class    {Class(plan)}
            stages   {Lines(plan.Graph.Stages.Select(Stage))}
            rows     {string.Join(", ", plan.Rows.Columns)}
            states   {Lines(plan.Aggregates.Select(a => $"{a}: {string.Join(", ", a.States)}"))}
            result   {string.Join(", ", plan.Outputs.Select(o => o.Field))}
            costs    {Lines(CostWarning.Of(plan).Select(w => w.ToString()))}
            rules    {(rules.IsEmpty ? "none" : string.Join(", ", rules))}

            {plan.Logical}
            """;
    }

    // What the class of the last stage means for whoever runs it.
    private static string Class(JobPlan plan) => plan.Graph.Last.Class switch
    {
        StageClass.OrderFree => "A, free of order: all states merge, none is carried, any partitioning will do",
        StageClass.LogOrder => "B, the order of one log: state is carried from epoch to epoch",
        _ => "C, time or several inputs: state is carried, and a recorded order",
    };

    private static string Lines(IEnumerable<string> lines) =>
        string.Join("\n         ", lines) is { Length: > 0 } text ? text : "none";

    private static string Stage(Stage stage) => $"{stage.Name} reads "
        + string.Join(" and ", stage.Inputs.Select(i => $"{i.Source.Name} ({string.Join(", ", i.Columns.Select(c => c.Name))})"))
        + "; writes "
        + (stage.Output is RowOutput { Layout.Kind: RowKind.Emission } ? "a row an event" : "states by key, window and epoch");
}
