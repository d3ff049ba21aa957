using Spectre.Console;
using Unified.Demo.Data;
using Unified.Demo.Shared;
using Unified.Hosting.Composition;

namespace Unified.Demo;

/// <summary>
/// The whole path on real flights, told while it happens. Each step is a method of <see cref="DemoScene"/>; this class is the order of
/// them.
/// </summary>
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
        console.Say($"Unified: one definition, two layers, one proved answer. The data: flights within the USA, "
            + $"{Days(new DayRange(options.History.From, options.Live.Until))}.");

        console.Step("Start ClickHouse and Kafka, both embedded",
            "Nothing has to be installed: the engine is libchdb in a child process, the broker librdkafka's mock cluster. Real ones are a "
                + "setting each.");
        var scene = await DemoScene.SetUpAsync(options, jobs, console, time, cancellation).ConfigureAwait(false);
        await using (scene.ConfigureAwait(false))
        {
            console.Step($"Backfill {Days(options.History)} from Parquet history",
                "As a nightly (T+1) schedule would: one slice a day, run by Hangfire. History has no offsets, so its border to the live "
                    + "log is a point in event time.");
            await scene.BackfillHistoryAsync(cancellation).ConfigureAwait(false);

            console.Step($"Produce {Days(options.Live)} to Kafka and stream it",
                "As JSON: out of order by up to two hours, some events days late, a few undecodable. The answer grows while it runs; half "
                    + "way the stream is killed with -9.");
            scene.StartLayers();
            await scene.ProduceFirstPartAsync(cancellation).ConfigureAwait(false);

            console.Step("The next night: recompute from the archive, prove, promote",
                "Complete epochs (ranges of offsets) are recomputed. The same function over archived Parquet must give exactly the "
                    + "stream's rows; only then does it replace them (promotion). The API answers all the while.");
            await scene.PromoteFirstPartAsync(cancellation).ConfigureAwait(false);

            console.Step("Produce the rest, then corrupt one stored row on purpose",
                "The next promotion must find it, name it, and refuse; recomputing the epochs from the archive repairs it.");
            await scene.ProduceRestAsync(cancellation).ConfigureAwait(false);
            await scene.CorruptAndRepairAsync(cancellation).ConfigureAwait(false);

            console.Step("Compare the answer with DuckDB over the original data",
                "Another engine, another language, the raw flights: every row and every column of every job.");
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

    private static string Days(DayRange range) => $"{range.From:yyyy-MM-dd} to {range.Until.AddDays(-1):yyyy-MM-dd}";
}
