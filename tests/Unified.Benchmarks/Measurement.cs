using System.Diagnostics;

namespace Unified.Benchmarks;

/// <summary>Wall and processor seconds of one run.</summary>
internal readonly record struct Sample(double WallSeconds, double CpuSeconds);

/// <summary>What was measured: one engine on one task, several runs.</summary>
/// <param name="Task">What was computed.</param>
/// <param name="Engine">By what.</param>
/// <param name="Events">Events a run.</param>
/// <param name="Samples">The runs, without the warm-up.</param>
internal sealed record Measurement(string Task, string Engine, long Events, IReadOnlyList<Sample> Samples)
{
    /// <summary>The median run by wall time.</summary>
    public Sample Median => Samples.OrderBy(s => s.WallSeconds).ElementAt(Samples.Count / 2);

    public double EventsPerSecond => Events / Median.WallSeconds;

    public double CpuSecondsPerMillion => Median.CpuSeconds / (Events / 1e6);

    /// <summary>Runs <paramref name="run"/> once to warm up and <paramref name="times"/> times to measure, in this process.</summary>
    public static Measurement InProcess(string task, string engine, long events, int times, Action run)
    {
        run();
        var samples = new List<Sample>();
        for (var i = 0; i < times; i++)
        {
            GC.Collect();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            run();
            samples.Add(new Sample(clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds));
        }

        return new Measurement(task, engine, events, samples);
    }
}
