using System.CommandLine;
using Unified.Hosting.Composition;
using Unified.Plans;

namespace Unified.Hosting.CommandLine;

/// <summary>
/// <c>stream</c>, <c>archive</c>, <c>schedule</c>, <c>serve</c> and <c>run</c>: one layer in a process, or all of them in one.
/// </summary>
internal static class LayerCommands
{
    public static IEnumerable<Command> Create(CommandContext context)
    {
        yield return Layer(context, "stream", "Runs jobs as streams: rows of states into ClickHouse, again and again while an epoch fills.",
            Layers.Stream, "jobs stream", "jobs stream --job airport_delays --set Unified:Kafka:BootstrapServers=broker:9092");
        yield return Archive(context);
        yield return Layer(context, "schedule",
            "Triggers backfills at T+1, as Unified:Backfill:Cron says (UTC). To run one now: jobs backfill.",
            Layers.Schedule, "jobs schedule", "jobs schedule --set \"Unified:Backfill:Cron=0 2 * * *\"");
        yield return Layer(context, "serve", "Serves the HTTP API and the dashboard. Read-only.",
            Layers.Serve, "jobs serve", "jobs serve --set Unified:Api:Urls=http://0.0.0.0:8080");
        yield return Layer(context, "run", "Everything in one process: stream, archive, schedule and serve.",
            Layers.All, "jobs run --set Unified:Kafka:BootstrapServers=broker:9092 --set "
                + "\"Unified:ClickHouse:ConnectionString=Host=clickhouse;Port=8123\"",
            "jobs run --set Unified:Kafka:BootstrapServers=embedded --set Unified:ClickHouse:ConnectionString=embedded   (with nothing "
                + "installed)");
    }

    private static DescribedCommand Archive(CommandContext context)
    {
        var redecode = new Option<bool>("--redecode")
        {
            Description = "Instead: decode what was archived under other columns again, under those of today, and end. Needs no Kafka.",
        };
        var command = new DescribedCommand("archive",
            "Copies the source topics of jobs into Parquet, one file a partition and epoch. It has to be fast enough for the retention of "
                + "Kafka.",
            "jobs archive", "jobs archive --set Unified:Data:Archive=/data/archive", "jobs archive --redecode");
        command.Options.Add(context.Job);
        command.Options.Add(redecode);
        RunningCommand.Of(context, command, (runtime, parsed, cancellation) => parsed.GetValue(redecode)
            ? Task.FromResult(Redecoding.Run(runtime, context.Selected(parsed), cancellation))
            : RunAsync(runtime, Layers.Archive, context.Selected(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        UnifiedRuntime runtime, Layers layers, IReadOnlyList<JobPlan> plans, CancellationToken cancellation)
    {
        await runtime.Get<LayerRunner>().RunAsync(layers, plans, cancellation).ConfigureAwait(false);
        return 0;
    }

    private static Command Layer(CommandContext context, string name, string description, Layers layers, params string[] examples)
    {
        var command = new DescribedCommand(name, description, examples);
        command.Options.Add(context.Job);
        return RunningCommand.Of(context, command, (runtime, parsed, cancellation) =>
            RunAsync(runtime, layers, context.Selected(parsed), cancellation));
    }
}
