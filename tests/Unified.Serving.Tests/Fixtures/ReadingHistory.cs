using System.Collections.Immutable;
using Unified.Batch;
using Unified.Epochs;
using Unified.TestKit;
using Unified.Time;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>A history dataset of readings whose files come, go and change, and the memory of what lies in it.</summary>
internal sealed class ReadingHistory(World world, Random random) : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _names;

    public BatchOptions Options => new() { DataRoot = _folder.Path, ArchiveRoot = _folder["archive"], EpochsPerSlice = 4, Parallelism = 2 };

    public int Border { get; } = Timestamps.Day(world.Plan.Sources[0].HistoryUntil!.Value);

    /// <summary>Day to the names and events of its files.</summary>
    public ImmutableSortedDictionary<int, ImmutableSortedDictionary<string, Reading[]>> Files { get; private set; } =
        ImmutableSortedDictionary<int, ImmutableSortedDictionary<string, Reading[]>>.Empty;

    private string Dataset => Path.Combine(_folder.Path, world.Plan.Sources[0].History!);

    public void Create() => Directory.CreateDirectory(Dataset);

    /// <summary>Adds, removes or replaces a file of a random day; some days lie on or after the border, as some events do.</summary>
    public string Change()
    {
        var day = Border + random.Next(-5, 2);
        var files = Files.GetValueOrDefault(day, ImmutableSortedDictionary<string, Reading[]>.Empty);
        var name = files.IsEmpty || random.Next(2) == 0 ? $"part-{_names++}.parquet" : files.Keys.ElementAt(random.Next(files.Count));
        // A dataset that is emptied is refused, and has a test of its own.
        if (files.ContainsKey(name) && random.Next(2) == 0 && Files.Where(d => d.Key < Border).Sum(d => d.Value.Count) > 1)
        {
            File.Delete(Name(day, name));
            Files = Files.SetItem(day, files.Remove(name));
            return $"removing {Timestamps.FormatDay(day)}/{name}";
        }

        Write(day, name, 1 + random.Next(30));
        return $"writing {Timestamps.FormatDay(day)}/{name}";
    }

    public void Write(int day, string name, int events)
    {
        var log = new ReadingLog(random);
        log.Append(events);
        Write(day, name, [.. log.Events]);
    }

    public void Write(int day, string name, Reading[] readings)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Name(day, name))!);
        using var batch = ReadingLog.Batch(world.Plan.Sources[0], readings);
        using var writer = new ParquetSharp.Arrow.FileWriter(Name(day, name), batch.Schema);
        writer.WriteRecordBatch(batch);
        writer.Close();
        Files = Files.SetItem(day, Files.GetValueOrDefault(day, ImmutableSortedDictionary<string, Reading[]>.Empty)
            .SetItem(name, readings));
    }

    /// <summary>Writes every file's bytes anew: other times, the same history.</summary>
    public void CopyAll()
    {
        foreach (var file in Directory.EnumerateFiles(Dataset, "*", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file));
        }
    }

    public static HistoryChange? Between(int day, ImmutableSortedDictionary<string, Reading[]> read, ImmutableSortedDictionary<string,
        Reading[]> found)
    {
        var change = new HistoryChange(new HistoryDay("readings", day), [.. found.Keys.Except(read.Keys)],
            [.. read.Keys.Except(found.Keys)],
            [.. found.Keys.Where(n => read.TryGetValue(n, out var old) && old != found[n])]);
        return change.Added.IsEmpty && change.Removed.IsEmpty && change.Changed.IsEmpty ? null : change;
    }

    public void Dispose() => _folder.Dispose();

    private string Name(int day, string name) => Path.Combine(Dataset, "dt=" + Timestamps.FormatDay(day), name);
}
