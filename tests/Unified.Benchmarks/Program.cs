using System.Globalization;
using Unified.TestKit.Kafka;

namespace Unified.Benchmarks;

/// <summary><c>bench [batch] [stream]</c>: both when none is named. Prints a table and writes artifacts/benchmarks.json.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["consume", var bootstrap, var topic, var records])
        {
            return TouchNothing.Run(bootstrap, topic, long.Parse(records, CultureInfo.InvariantCulture));
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
}
