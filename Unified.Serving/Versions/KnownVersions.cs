using System.Text.RegularExpressions;
using Unified.Errors;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Versions;

/// <summary>A version that the database knows of.</summary>
/// <param name="Version">The version.</param>
/// <param name="Stored">What is known of it, or null: only a Unified from before versions were stored has been started with it.</param>
/// <param name="Gone">Those of its tables and views that are not there; empty when all are.</param>
internal sealed record KnownVersion(string Version, FirstStored? Stored, IReadOnlyList<string> Gone);

/// <summary>Finds the versions of a job wherever they left a trace: descriptions, manifests, switches, tables.</summary>
internal sealed partial class KnownVersions(ClickHouseDatabase database)
{
    private static readonly string[] Suffixes = ["_batch", "_staging", "_stream", "", "_scan", "_rows"];

    /// <summary>All of them, in the order in which they were first seen; those that are only traces come first.</summary>
    public async Task<IReadOnlyList<KnownVersion>> OfAsync(string job, CancellationToken cancellation)
    {
        var stored = await new StoredVersions(database).ReadAsync(job, cancellation).ConfigureAwait(false);
        var tables = (await database.QueryAsync(
            $"SELECT name FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} "
            + $"AND startsWith(name, {ClickHouseSql.Text(job + "__")})",
            r => r.GetString(0), cancellation).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var named = await database.QueryAsync(
            $"SELECT DISTINCT version FROM (SELECT version FROM {database.Table(JobTable.Table.Name)} WHERE job = "
                + $"{ClickHouseSql.Text(job)} "
            + $"UNION ALL SELECT version FROM {database.Table(ManifestTable.Table.Name)} WHERE job = {ClickHouseSql.Text(job)} "
            // What is left of a version that was dropped is no version.
            + "GROUP BY version HAVING argMax(who != 'drop', (seq, toString(id))))",
            r => r.GetString(0), cancellation).ConfigureAwait(false);
        var known = stored.ToDictionary(s => s.Definition.Version, StringComparer.Ordinal);
        var traces = tables.Select(t => VersionTableName().Match(t[job.Length..])).Where(m => m.Success).Select(m => m.Groups[1].Value)
            .Union(named)
            .Where(v => !known.ContainsKey(v));
        return [.. traces.Order(StringComparer.Ordinal).Concat(stored.Select(s => s.Definition.Version)).Select(version => new KnownVersion(
            version, known.GetValueOrDefault(version), [.. Suffixes.Select(suffix => $"{job}__{version}{suffix}")
                .Where(name => !tables.Contains(name))]))];
    }

    /// <summary>The version that a name means: the whole of it, or a beginning that only one has.</summary>
    /// <exception cref="VersionNameException">None has it, or several have.</exception>
    public static KnownVersion Find(string job, IReadOnlyList<KnownVersion> versions, string name)
    {
        var all = string.Join(", ", versions.Select(v => v.Version));
        return versions.Where(v => name.Length > 0 && v.Version.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToArray() switch
        {
            [var one] => one,
            [] => throw new VersionNameException($"Job '{job}' has no version '{name}'. It has: {all}."),
            var several => throw new VersionNameException(
                $"Version '{name}' of job '{job}' is not clear: {string.Join(", ", several.Select(v => v.Version))} begin so. Write more "
                    + $"of it."),
        };
    }

    /// <summary>How many rows the version's answer has.</summary>
    public Task<long> RowsAsync(string job, string version, CancellationToken cancellation) => database.SingleAsync(
        // The form for long scans has the same rows.
        $"SELECT toInt64(count()) FROM {database.Table(JobTables.ViewName(job, version, ViewKind.Scan))}", r =>
            r.GetInt64(0), cancellation);

    [GeneratedRegex("^__([0-9a-f]{12})(?:_batch|_staging|_stream|_scan|_rows)?$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionTableName();
}

/// <summary>A version was named that there is not, or that is not the only one of that name.</summary>
internal sealed class VersionNameException(string message) : UnifiedException(message);
