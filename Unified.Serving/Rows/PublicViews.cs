using System.Text.RegularExpressions;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>
/// The three views that are named as a job. They only name the views of a version, so any program can point them to any version, whatever
/// is compiled into it. First the row that says which (<see cref="PublicVersions"/>), then the views, each of them atomically: whoever
/// finds them behind the row, after a crash in between, moves them on.
/// </summary>
internal sealed partial class PublicViews(ClickHouseDatabase database)
{
    private readonly PublicVersions _versions = new(database);

    /// <summary>Switches to a version whose views are there.</summary>
    /// <returns>The version that is shown afterwards: another one when somebody else switched at the same time, and later.</returns>
    public async Task<string> SwitchAsync(string job, string version, string who, string why, CancellationToken cancellation)
    {
        await SetAsync(job, version, who, why, cancellation).ConfigureAwait(false);
        return await FollowAsync(job, version, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a version the newest, also where the clock is behind that of the machine that switched before.</summary>
    internal async Task SetAsync(string job, string version, string who, string why, CancellationToken cancellation)
    {
        var now = await database.NowAsync(cancellation).ConfigureAwait(false);
        var before = await _versions.CurrentAsync(job, cancellation).ConfigureAwait(false);
        var switched = before is null || before.Switched < now ? now : before.Switched.AddMicroseconds(1);
        await JobTable.Table.InsertAsync(database, [new PublicVersion(job, version, switched, who, why)], cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// What every start-up does: points the views where the row says. A job without a row gets <paramref name="version"/>; the views of
    /// that version are written anew, because newer code may have written other columns.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="version">The version that is compiled in.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="marks">What the version's views are marked with: the public views that show them are marked so too.</param>
    public async Task EnsureAsync(
        string job, string version, CancellationToken cancellation, IReadOnlyDictionary<ViewKind, string>? marks = null)
    {
        if (await _versions.CurrentAsync(job, cancellation).ConfigureAwait(false) is not { } current)
        {
            await SetAsync(job, version, "start-up", "the job's first version", cancellation).ConfigureAwait(false);
            await FollowAsync(job, version, cancellation, marks).ConfigureAwait(false);
        }
        else if (current.Version == version || await HalfMovedAsync(job, current.Version, cancellation).ConfigureAwait(false))
        {
            await FollowAsync(job, current.Version, cancellation, current.Version == version ? marks : null).ConfigureAwait(false);
        }
    }

    /// <summary>The version that each view shows, or null when there is no such view, or one that was not written here.</summary>
    public async Task<IReadOnlyDictionary<ViewKind, string?>> ShownAsync(string job, CancellationToken cancellation)
    {
        var names = Enum.GetValues<ViewKind>().ToDictionary(k => job + JobTables.Suffix(k), k => k, StringComparer.Ordinal);
        var found = await database.QueryAsync(
            $"SELECT name, as_select FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} "
            + $"AND name IN ({string.Join(", ", names.Keys.Select(ClickHouseSql.Text))})",
            r => (Kind: names[r.GetString(0)], Select: r.GetString(1)), cancellation).ConfigureAwait(false);
        return names.Values.ToDictionary(k => k, k => found.Where(f => f.Kind == k).Select(f => VersionAtEnd().Match(f.Select))
            .FirstOrDefault(m => m.Success)?.Groups[1].Value);
    }

    // Two that switch at once both move views; whoever is last has read the newest row after that, so all three end where it says.
    private async Task<string> FollowAsync(
        string job, string version, CancellationToken cancellation, IReadOnlyDictionary<ViewKind, string>? marks = null)
    {
        for (var marked = version; true;)
        {
            foreach (var kind in Enum.GetValues<ViewKind>())
            {
                await new AtomicView(database).ReplaceAsync(job + JobTables.Suffix(kind),
                    $"SELECT * FROM {database.Table(JobTables.ViewName(job, version, kind))}", cancellation,
                    marks is not null && marked == version ? marks[kind] : "").ConfigureAwait(false);
            }

            var newest = (await _versions.CurrentAsync(job, cancellation).ConfigureAwait(false))?.Version ?? version;
            if (newest == version)
            {
                return version;
            }

            version = newest;
        }
    }

    // Views of a version that is gone cannot be followed: that must not keep another version from starting, and a switch mends it.
    private async Task<bool> HalfMovedAsync(string job, string version, CancellationToken cancellation)
    {
        if ((await ShownAsync(job, cancellation).ConfigureAwait(false)).Values.All(shown => shown == version))
        {
            return false;
        }

        var names = Enum.GetValues<ViewKind>().Select(k => ClickHouseSql.Text(JobTables.ViewName(job, version, k)));
        return await database.SingleAsync(
            $"SELECT toInt64(count()) FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} AND name IN "
                + $"({string.Join(", ", names)})",
            r => r.GetInt64(0), cancellation).ConfigureAwait(false) == Enum.GetValues<ViewKind>().Length;
    }

    [GeneratedRegex(@"__([0-9a-f]{12})(?:_scan|_rows)?`?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionAtEnd();
}
