using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unified.Benchmarks;

/// <summary>
/// The measurements as a table for people and JSON for programs. Ratios are within one task of one run: only they may be compared across
/// machines.
/// </summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(IReadOnlyList<Measurement> measurements, string jsonFile)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{"task",-34} {"engine",-34} {"M events/s",11} {"wall s (min-max)",22} {"CPU s/M events",15} "
            + $"{"wall vs ours",13} {"CPU vs ours",12}");
        foreach (var m in measurements)
        {
            var ours = Ours(measurements, m);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{m.Task,-34} {m.Engine,-34} {m.EventsPerSecond / 1e6,11:0.00} {Range(m),22} {m.CpuSecondsPerMillion,15:0.000} ")
                + string.Create(CultureInfo.InvariantCulture,
                $"{m.Median.WallSeconds / ours.Median.WallSeconds,12:0.00}x {m.Median.CpuSeconds / ours.Median.CpuSeconds,11:0.00}x"));
        }

        Write(measurements, jsonFile);
    }

    /// <summary>The JSON alone.</summary>
    public static void Write(IReadOnlyList<Measurement> measurements, string jsonFile)
    {
        var json = new JsonObject
        {
            ["processors"] = Environment.ProcessorCount,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["measurements"] = new JsonArray([.. measurements.Select(m => (JsonNode)new JsonObject
            {
                ["task"] = m.Task, ["engine"] = m.Engine, ["events"] = m.Events, ["eventsPerSecond"] = m.EventsPerSecond,
                ["cpuSecondsPerMillionEvents"] = m.CpuSecondsPerMillion,
                ["wallToOurs"] = m.Median.WallSeconds / Ours(measurements, m).Median.WallSeconds,
                ["cpuToOurs"] = m.Median.CpuSeconds / Ours(measurements, m).Median.CpuSeconds,
                ["wallSeconds"] = new JsonArray([.. m.Samples.Select(s => (JsonNode)s.WallSeconds)]),
                ["cpuSeconds"] = new JsonArray([.. m.Samples.Select(s => (JsonNode)s.CpuSeconds)]),
            })]),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(jsonFile))!);
        File.WriteAllText(jsonFile, json.ToJsonString(Indented));
        Console.WriteLine($"\nJSON: {jsonFile}");
    }

    private static Measurement Ours(IReadOnlyList<Measurement> all, Measurement m) =>
        all.First(x => x.Task == m.Task && x.Engine.StartsWith("Unified", StringComparison.Ordinal));

    private static string Range(Measurement m) => string.Create(CultureInfo.InvariantCulture,
        $"{m.Median.WallSeconds:0.00} ({m.Samples.Min(s => s.WallSeconds):0.00}-{m.Samples.Max(s => s.WallSeconds):0.00})");
}
