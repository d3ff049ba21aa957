using Unified.Batch;
using Unified.Logical;
using Unified.Parity.Tests.Cases;
using Unified.TestKit.Oracle;
using Unified.Time;

namespace Unified.Parity.Tests.Schedules;

/// <summary>
/// The history of a case with a border, written by DuckDB: all events before it, those that the log has too, and some that belong to the log.
/// </summary>
internal static class HistoryFiles
{
    /// <summary>Writes the files and returns them.</summary>
    public static IReadOnlyList<string> Write(Case one, BatchOptions options, Random random, DuckDbOracle oracle)
    {
        var folder = Path.Combine(options.DataRoot, one.Plan.Source.History!);
        Directory.CreateDirectory(folder);
        var border = one.Plan.Source.HistoryUntil!.Value;
        var right = one.Accepted.Concat(one.Early).Where(t => Timestamps.FromDateTime(t.Time) < border)
            .Select(t => (Day: Timestamps.Day(Timestamps.FromDateTime(t.Time)), Trade: t)).ToList();
        var days = right.Select(r => r.Day).DefaultIfEmpty(Timestamps.Day(border) - 1).Append(Timestamps.Day(border)).Distinct().ToArray();
        var wrong = one.Accepted.Where(t => Timestamps.FromDateTime(t.Time) >= border && random.Next(3) == 0)
            .Select(t => (Day: days[random.Next(days.Length)], Trade: t));
        var files = new List<string>();
        foreach (var day in right.Concat(wrong).GroupBy(r => r.Day))
        {
            foreach (var part in day.Select(r => r.Trade).Chunk(random.Next(1, 100)))
            {
                var table = oracle.Load(one.Plan.Source, part);
                var path = Path.Combine(folder, $"dt={Timestamps.FormatDay(day.Key)}", $"part-{files.Count}.parquet");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                oracle.Execute($"COPY {table} TO {Sql.DuckDb.Literal(path, DataType.String)} (FORMAT parquet)");
                oracle.Execute($"DROP TABLE {table}");
                files.Add(path);
            }
        }

        return files;
    }
}
