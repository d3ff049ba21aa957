using System.Globalization;
using Unified.TestKit.Kafka;

namespace Unified.Benchmarks;

/// <summary>
/// <c>bench [batch] [stream]</c>: both when none is named. <c>bench nexmark [batch] [stream] [q5 q7 ...] [events=1000000]</c>: queries of
/// Nexmark. Prints tables and writes artifacts/benchmarks.json.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["consume", var bootstrap, var topic, var records])
        {
            return TouchNothing.Run(bootstrap, topic, long.Parse(records, CultureInfo.InvariantCulture));
        }

        if (args.Contains("nexmark"))
        {
            await NexmarkAsync(args);
            return 0;
        }

        var measurements = new List<Measurement>();
        if (args.Length == 0 || args.Contains("batch"))
        {
            measurements.AddRange(BatchBenchmark.Run());
        }

        if (args.Length == 0 || args.Contains("stream"))
        {
            if (RealKafka.IsAvailable)
            {
                measurements.AddRange(await StreamBenchmark.RunAsync());
            }
            else
            {
                Console.WriteLine($"The stream benchmark is skipped: {RealKafka.SkipReason}");
            }
        }

        Report.Print(measurements, Path.Combine("artifacts", "benchmarks.json"));
        return 0;
    }

    private static async Task NexmarkAsync(string[] args)
    {
        var events = args.Where(a => a.StartsWith("events=", StringComparison.Ordinal))
            .Select(a => long.Parse(a.AsSpan("events=".Length), CultureInfo.InvariantCulture)).LastOrDefault(1_000_000);
        var names = args.Where(a => a.StartsWith('q')).ToHashSet(StringComparer.Ordinal);
        var both = !args.Contains("batch") && !args.Contains("stream");
        if (both || args.Contains("batch"))
        {
            var batch = await NexmarkBatchBenchmark.RunAsync(names, events);
            NexmarkTable.Print("Nexmark batch", batch);
            Report.Write(batch, Path.Combine("artifacts", "nexmark-batch.json"));
        }

        if (both || args.Contains("stream"))
        {
            if (RealKafka.IsAvailable)
            {
                var stream = await NexmarkStreamBenchmark.RunAsync(names, events);
                NexmarkTable.Print("Nexmark stream", stream);
                Report.Write(stream, Path.Combine("artifacts", "nexmark-stream.json"));
            }
            else
            {
                Console.WriteLine($"The stream benchmark is skipped: {RealKafka.SkipReason}");
            }
        }
    }
}
