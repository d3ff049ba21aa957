using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.TestKit.Events;
using Unified.Time;

namespace Unified.Simulation.Tests.Server;

/// <summary>A row of a job: what tells it apart, and its states.</summary>
internal sealed record JobRow(object?[] Identity, object?[] States, string Text, int Day)
{
    public static IReadOnlyList<JobRow> Of(RowLayout layout, RecordBatch batch) => Of(layout, new RowTable(layout).Add(batch));

    /// <summary>The merge of rows, by identity.</summary>
    public static IReadOnlyList<JobRow> Merged(RowLayout layout, IEnumerable<JobRow> rows)
    {
        var table = new RowTable(layout);
        foreach (var row in rows)
        {
            table.Add(row.Identity, row.States, times: 1);
        }

        return Of(layout, table);
    }

    /// <summary>A hash that is the same in every run.</summary>
    public ulong Hash() => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{Text} -> {string.Join(',', States)}"));

    private static IReadOnlyList<JobRow> Of(RowLayout layout, RowTable table)
    {
        var (keys, window) = (layout.Identity.Length, layout.Identity.IndexOf(layout.Window!));
        return [.. table.Values.Select(v => new JobRow([.. v.Take(keys)], [.. v.Skip(keys)],
            string.Join('|', v.Take(keys).Select(k => Convert.ToString(k, CultureInfo.InvariantCulture))),
            Timestamps.Day((long)(Int128)v[window]!)))];
    }
}

/// <summary>Rows of an epoch that one insert wrote.</summary>
internal sealed record StreamRow(EpochId Epoch, long Covered, JobRow Row);

/// <summary>A part of the stream's table. Parts are merged, and then have other names.</summary>
internal sealed record StoredPart(StreamPart Part, IReadOnlyList<StreamRow> Rows);

/// <summary>The tables of a job version, in memory.</summary>
internal sealed class JobRows(JobPlan plan)
{
    private int _parts;

    public JobPlan Plan => plan;

    public List<StoredPart> Stream { get; private set; } = [];

    public Dictionary<(ulong Generation, int Day), List<JobRow>> Batch { get; private set; } = [];

    public Dictionary<(ulong Generation, string Slice, string Attempt), List<JobRow>> Staging { get; private set; } = [];

    public void AddPart(StreamBucket bucket, IReadOnlyList<StreamRow> rows) =>
        Stream.Add(new StoredPart(new StreamPart(bucket, string.Create(CultureInfo.InvariantCulture, $"part{_parts++}")), rows));

    /// <summary>Merges two parts of a bucket, as the server does when it likes.</summary>
    public void MergeParts(Random random)
    {
        if (Stream.GroupBy(p => p.Part.Bucket).Where(g => g.Count() > 1).Select(g => g.ToArray()).ToArray() is { Length: > 0 } several)
        {
            var parts = several[random.Next(several.Length)];
            var first = random.Next(parts.Length - 1);
            Stream.RemoveAll(p => p == parts[first] || p == parts[first + 1]);
            AddPart(parts[0].Part.Bucket, [.. parts[first].Rows, .. parts[first + 1].Rows]);
        }
    }

    /// <summary>The stream's rows; of those that replace each other the one that covers most, of equal ones the later.</summary>
    public IEnumerable<StreamRow> Final() => Stream.SelectMany(p => p.Rows).GroupBy(r => (r.Epoch, r.Row.Text))
        .Select(g => g.Aggregate((a, b) => b.Covered >= a.Covered ? b : a));

    public IReadOnlyList<JobRow> Staged(Attempts attempts) => [.. attempts.Slices.SelectMany(s =>
        Staging.GetValueOrDefault((attempts.Generation, s.Slice, s.Attempt)) ?? [])];

    /// <summary>The stream's rows as they are now.</summary>
    public Action BackUpStream()
    {
        var copy = Stream.ToArray();
        return () => Stream = [.. copy];
    }

    /// <summary>The promoted and the staged rows as they are now.</summary>
    public Action BackUpBatch()
    {
        var (promoted, staged) = (Copy(Batch), Copy(Staging));
        return () => (Batch, Staging) = (Copy(promoted), Copy(staged));
    }

    private static Dictionary<TKey, List<JobRow>> Copy<TKey>(Dictionary<TKey, List<JobRow>> rows) where TKey : notnull =>
        rows.ToDictionary(r => r.Key, r => r.Value.ToList());
}
