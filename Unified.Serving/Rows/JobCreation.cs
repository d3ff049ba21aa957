using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// Makes the tables and views of jobs that are not there, or were made by other code. The database is looked at once, whatever the number
/// of jobs, so a program of a thousand jobs whose tables are there asks three questions, and none of them waits for the others.
/// </summary>
internal sealed class JobCreation(ClickHouseDatabase database)
{
    // Statements of one job wait for the disk and for each other; those of two jobs do not.
    private const int Parallel = 8;

    /// <summary>Makes what is missing. What is wrong with one job keeps no other from its tables.</summary>
    /// <param name="plans">The jobs.</param>
    /// <param name="made">Told each job that has everything.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is wrong with the others.</returns>
    public async Task<IReadOnlyDictionary<JobPlan, UnifiedException>> CreateAsync(
        IReadOnlyCollection<JobPlan> plans, Action<JobPlan> made, CancellationToken cancellation)
    {
        var there = await ThereAsync(plans, cancellation).ConfigureAwait(false);
        var jobs = $"job IN ({string.Join(", ", plans.Select(p => ClickHouseSql.Text(p.Job)))})";
        var stored = (await VersionTable.Table.ReadAsync(database, jobs + " ORDER BY stored", cancellation).ConfigureAwait(false))
            .ToLookup(s => (s.Definition.Job, s.Definition.Version));
        var shown = (await JobTable.Table.ReadAsync(database, jobs + " ORDER BY switched, version", cancellation).ConfigureAwait(false))
            .GroupBy(p => p.Job, StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Last().Version, StringComparer.Ordinal);
        var wrong = new ConcurrentDictionary<JobPlan, UnifiedException>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation };
        await System.Threading.Tasks.Parallel.ForEachAsync(plans, options, async (plan, stop) =>
        {
            try
            {
                await CreateAsync(plan, there, stored[(plan.Job, plan.Version)].LastOrDefault(), shown.GetValueOrDefault(plan.Job), stop)
                    .ConfigureAwait(false);
                made(plan);
            }
            catch (UnifiedException error)
            {
                wrong[plan] = error;
            }
        }).ConfigureAwait(false);
        return wrong;
    }

    private async Task CreateAsync(
        JobPlan plan, IReadOnlyDictionary<string, string> there, StoredVersion? stored, string? shown, CancellationToken cancellation)
    {
        var tables = new JobTables(database, plan);
        foreach (var (_, statement) in TableDdl.Named(plan, tables).Where(t => !there.ContainsKey(tables.Bare(t.Suffix))))
        {
            await database.ExecuteAsync(statement, cancellation).ConfigureAwait(false);
        }

        var marks = new Dictionary<ViewKind, string>();
        foreach (var kind in Enum.GetValues<ViewKind>())
        {
            var (name, select) = (JobTables.ViewName(plan.Job, plan.Version, kind), ServedSql.View(database, plan, tables, kind));
            marks[kind] = Mark(select);
            if (there.GetValueOrDefault(name) != marks[kind])
            {
                await new AtomicView(database).ReplaceAsync(name, select, cancellation, marks[kind]).ConfigureAwait(false);
            }
        }

        await new StoredVersions(database).StoreAsync(plan, stored, cancellation).ConfigureAwait(false);
        if (shown != plan.Version || marks.Any(m => there.GetValueOrDefault(plan.Job + JobTables.Suffix(m.Key)) != m.Value))
        {
            await new PublicViews(database).EnsureAsync(plan.Job, plan.Version, cancellation, marks).ConfigureAwait(false);
        }
    }

    /// <summary>What the comment of a view says: which query it was made of.</summary>
    private static string Mark(string select) =>
        "Unified " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(select)))[..16];

    /// <summary>The tables and views of the jobs, and what their comments say.</summary>
    private async Task<IReadOnlyDictionary<string, string>> ThereAsync(IReadOnlyCollection<JobPlan> plans, CancellationToken cancellation)
    {
        const int Few = 50;
        var names = plans.Count > Few ? "" : $" AND name IN ({string.Join(", ", plans.SelectMany(Names).Select(ClickHouseSql.Text))})";
        return (await database.QueryAsync(
            $"SELECT name, comment FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)}{names}",
            r => (Name: r.GetString(0), Comment: r.GetString(1)), cancellation).ConfigureAwait(false))
            .ToDictionary(t => t.Name, t => t.Comment, StringComparer.Ordinal);
    }

    private IEnumerable<string> Names(JobPlan plan)
    {
        var tables = new JobTables(database, plan);
        return TableDdl.Named(plan, tables).Select(t => tables.Bare(t.Suffix)).Concat(Enum.GetValues<ViewKind>()
            .SelectMany(k => new[] { JobTables.ViewName(plan.Job, plan.Version, k), plan.Job + JobTables.Suffix(k) }));
    }
}
