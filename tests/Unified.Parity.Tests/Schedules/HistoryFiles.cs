using Unified.Batch;
using Unified.Logical;
using Unified.Parity.Tests.Cases;
using Unified.Plans;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Parity.Tests.Schedules;

/// <summary>
/// The histories of a case's sources with a border, written by DuckDB: all events before it, those that the log has too, and some that
/// belong to the log.
/// </summary>
internal static class HistoryFiles
{
    /// <summary>Writes the files of every source that has a history, and returns them by source.</summary>
    public static IReadOnlyList<(SourceSchema Source, IReadOnlyList<string> Files)> Write(
        Case one, BatchOptions options, Random random, DuckDbOracle oracle) =>
        [.. one.Plan.Sources.Where(s => s.History is not null).Select(s => (s, Write(one, s, options, random, oracle)))];

    private static IReadOnlyList<string> Write(Case one, SourceSchema source, BatchOptions options, Random random, DuckDbOracle oracle)
    {
        var folder = Path.Combine(options.DataRoot, source.History!);
        Directory.CreateDirectory(folder);
        var border = source.HistoryUntil!.Value;
        var right = one.Events(source).Where(t => Timestamps.FromDateTime(t.Time) < border)
            .Select(t => (Day: Timestamps.Day(Timestamps.FromDateTime(t.Time)), Trade: t)).ToList();
        var days = right.Select(r => r.Day).DefaultIfEmpty(Timestamps.Day(border) - 1).Append(Timestamps.Day(border)).Distinct().ToArray();
        var wrong = one.Accepted(source).Where(t => Timestamps.FromDateTime(t.Time) >= border && random.Next(3) == 0)
            .Select(t => (Day: days[random.Next(days.Length)], Trade: t));
        var files = new List<string>();
        foreach (var day in right.Concat(wrong).GroupBy(r => r.Day))
        {
            foreach (var part in day.Select(r => r.Trade).Chunk(random.Next(1, 100)))
            {
                var table = oracle.Load(source, part);
                var path = Path.Combine(folder, $"dt={Timestamps.FormatDay(day.Key)}", $"part-{files.Count}.parquet");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                oracle.Execute($"COPY {table} TO {Sql.SqlEngine.DuckDb.Literal(path, DataType.String)} (FORMAT parquet)");
                oracle.Execute($"DROP TABLE {table}");
                files.Add(path);
            }
        }

        return files;
    }
}
