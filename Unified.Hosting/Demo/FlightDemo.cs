using Spectre.Console;
using Unified.Hosting.Composition;
using Unified.Hosting.Demo.Data;

namespace Unified.Hosting.Demo;

/// <summary>The whole path on real flights, told while it happens. Each step is a method of <see cref="DemoScene"/>; this class is the order of them.</summary>
internal static class FlightDemo
{
    /// <summary>Runs the demo. 0 when everything held, 1 when something did not.</summary>
    public static async Task<int> RunAsync(DemoOptions options, JobCatalogue jobs, TimeProvider time, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
        {
            // A log has no width: lines that scripts read must not be wrapped.
            AnsiConsole.Profile.Width = 1_000;
        }

        var console = new DemoConsole(AnsiConsole.Console, time);
        console.Say("Unified: one definition, two layers, one proved answer. Flights within the USA, January to June 2001.");

        console.Step("Start an embedded ClickHouse and an embedded Kafka", "Nothing needs to be installed: the engine is libchdb in a child process, the broker librdkafka's mock cluster.");
        var scene = await DemoScene.SetUpAsync(options, jobs, console, time, cancellation).ConfigureAwait(false);
        await using (scene.ConfigureAwait(false))
        {
            console.Step($"Backfill {options.History} from Parquet history", "As a T+1 schedule would: Hangfire triggers, one slice a day. The border to the live log is an event time, here and only here.");
            await scene.BackfillHistoryAsync(cancellation).ConfigureAwait(false);

            console.Step($"Produce {options.Live} to Kafka and stream it", "Out of order by up to two hours, some events days late, a few undecodable. The answer grows while it runs; half way the stream is killed with -9.");
            scene.StartLayers();
            await scene.ProduceFirstPartAsync(cancellation).ConfigureAwait(false);

            console.Step("T+1: recompute complete epochs from the archive, prove, promote", "The same step function over Parquet must give the stream's rows, state for state, before it replaces them. The API answers all the while.");
            await scene.PromoteFirstPartAsync(cancellation).ConfigureAwait(false);

            console.Step("Produce the rest, then corrupt one stored row on purpose", "The next promotion must find it, name it, and refuse; recomputing the epoch repairs it.");
            await scene.ProduceRestAsync(cancellation).ConfigureAwait(false);
            await scene.CorruptAndRepairAsync(cancellation).ConfigureAwait(false);

            console.Step("Compare the merged answer with DuckDB over all accepted events", "Another engine, another language, the raw data: every row and every column of every job.");
            var verdict = await scene.CompareAsync(cancellation).ConfigureAwait(false);
            verdict.Print(console);
            scene.SayWhereToLook();
            if (options.Keep)
            {
                await scene.KeepAsync(cancellation).ConfigureAwait(false);
            }

            return verdict.Holds ? 0 : 1;
        }
    }
}
