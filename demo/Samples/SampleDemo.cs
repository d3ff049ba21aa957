using Spectre.Console;
using Unified.Demo.Shared;

namespace Unified.Demo.Samples;

/// <summary>
/// The way of a sample through both layers, told while it happens: history, a part of the log, batch, the rest. Each step is a method of
/// <see cref="SampleScene"/>; this class is the order of them.
/// </summary>
internal static class SampleDemo
{
    private const double FirstPart = 0.7;

    /// <summary>Runs the demo of a sample. 0 when everything held, 1 when something did not.</summary>
    public static async Task<int> RunAsync(Sample sample, DemoOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
        {
            // A log has no width: lines that scripts read must not be wrapped.
            AnsiConsole.Profile.Width = 1_000;
        }

        var console = new DemoConsole(AnsiConsole.Console, time);
        console.Say($"Unified: one definition, two layers, one proved answer. The sample: {sample.Name}, of which jobs/Samples/"
            + $"{sample.Name}/README.md tells.");
        console.Step("Start ClickHouse and Kafka, both embedded", "Nothing has to be installed. Real ones are a setting each.");
        var scene = await SampleScene.SetUpAsync(sample, options, console, time, cancellation).ConfigureAwait(false);
        await using (scene.ConfigureAwait(false))
        {
            scene.SayWhatThereIs();
            console.Step("Backfill the history", "The Parquet files of sample/history, which never were in Kafka: a slice a day.");
            await scene.BackfillAsync("history", cancellation).ConfigureAwait(false);

            console.Step("Send the first 70 % of the log, and stream it",
                "The records as they are in the file: out of order, some late, a few bad. The partitions take turns.");
            scene.StartLayers();
            await scene.SendAsync(FirstPart, cancellation).ConfigureAwait(false);

            console.Step("Recompute the complete epochs from the archive, prove, promote",
                "Batch must give exactly the stream's rows; only then does it replace them.");
            await scene.BackfillAsync("complete epochs", cancellation).ConfigureAwait(false);

            console.Step("Stop the stream, start it again, and send the rest",
                "It goes on where the tables say. The answer is history, promoted epochs and the stream's rows, merged.");
            await scene.StopLayersAsync().ConfigureAwait(false);
            scene.StartLayers();
            await scene.SendAsync(1, cancellation).ConfigureAwait(false);
            var merged = await scene.CompareAsync("history, batch and stream", show: true, cancellation).ConfigureAwait(false);

            console.Step("Promote what is complete by now, and compare again", "Other layers hold the rows; the answer is the same.");
            await scene.BackfillAsync("more complete epochs", cancellation).ConfigureAwait(false);
            var promoted = await scene.CompareAsync("after the promotion", show: false, cancellation).ConfigureAwait(false);
            var verdict = await scene.VerdictAsync(
                (promoted.Rows, promoted.Equal, merged.Drift + promoted.Drift), cancellation).ConfigureAwait(false);
            verdict.Print(console);
            if (options.Keep)
            {
                await scene.KeepAsync(cancellation).ConfigureAwait(false);
            }

            return verdict.Holds ? 0 : 1;
        }
    }
}
