using System.Globalization;

namespace Unified.Benchmarks;

/// <summary>A line a query, two columns an engine: millions of events a second, and processor seconds for a million.</summary>
internal static class NexmarkTable
{
    public static void Print(string title, IReadOnlyList<Measurement> measurements)
    {
        if (measurements.Count == 0)
        {
            return;
        }

        var engines = measurements.Select(m => m.Engine).Distinct().ToList();
        Console.WriteLine();
        Console.WriteLine($"{title}: M events/s, CPU s/M events");
        Console.WriteLine($"{"query",-6}{string.Concat(engines.Select(e => $"{e,27}"))}");
        foreach (var query in measurements.GroupBy(m => m.Task))
        {
            var cells = engines.Select(e => query.FirstOrDefault(m => m.Engine == e) is { } m
                ? string.Create(CultureInfo.InvariantCulture, $"{m.EventsPerSecond / 1e6,17:0.00}{m.CpuSecondsPerMillion,10:0.00}")
                : new string(' ', 27));
            Console.WriteLine($"{query.Key,-6}{string.Concat(cells)}");
        }
    }
}
