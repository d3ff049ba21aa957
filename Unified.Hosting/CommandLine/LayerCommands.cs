using System.CommandLine;
using Unified.Hosting.Composition;

namespace Unified.Hosting.CommandLine;

/// <summary><c>stream</c>, <c>archive</c>, <c>schedule</c>, <c>serve</c> and <c>run</c>: one layer in a process, or all of them in one.</summary>
internal static class LayerCommands
{
    public static IEnumerable<Command> Create(CommandContext context)
    {
        yield return Layer(context, "stream", "Runs jobs as streams: rows of states into ClickHouse, again and again.\n\nExample: jobs stream --job airport_delays",
            Layers.Stream);
        yield return Layer(context, "archive", "Copies the source topics of jobs into Parquet, one file a partition and epoch.\n\nExample: jobs archive",
            Layers.Archive);
        yield return Layer(context, "schedule", "Triggers backfills at T+1, as Unified:Backfill:Cron says.\n\nExample: jobs schedule --set \"Unified:Backfill:Cron=0 2 * * *\"",
            Layers.Schedule);
        yield return Layer(context, "serve", "Serves the HTTP API and the dashboard.\n\nExample: jobs serve --set Unified:Api:Urls=http://0.0.0.0:8080",
            Layers.Serve);
        yield return Layer(context, "run", "Everything in one process: stream, archive, schedule and serve.\n\nExample, with nothing installed: jobs run --set Unified:Kafka:BootstrapServers=embedded --set Unified:ClickHouse:ConnectionString=embedded",
            Layers.All);
    }

    private static Command Layer(CommandContext context, string name, string description, Layers layers)
    {
        var command = new Command(name, description);
        command.Options.Add(context.Job);
        return RunningCommand.Of(context, command, (runtime, parsed, cancellation) =>
            runtime.RunAsync(layers, context.Selected(parsed), cancellation));
    }
}
