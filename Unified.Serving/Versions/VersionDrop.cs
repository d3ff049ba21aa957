using System.Globalization;
using Unified.Epochs;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Time;

namespace Unified.Serving.Versions;

/// <summary>
/// Takes a version that nobody needs any more away: its views, its tables and all that the shared tables say of it. Where it is broken off
/// the rest stays, and says no more than there is; the same command goes on. Its program may come back at any moment, and begins anew.
/// </summary>
public sealed class VersionDrop
{
    /// <summary>A stream that runs writes its ledger every second while there is anything to read.</summary>
    private static readonly TimeSpan DefaultSilence = TimeSpan.FromMinutes(1);

    private readonly ClickHouseDatabase _database;
    private readonly ClickHouseStatements _server;
    private readonly TimeSpan _silence;

    /// <param name="database">Where the version is.</param>
    public VersionDrop(ClickHouseDatabase database)
        : this(database, DefaultSilence)
    {
    }

    /// <param name="database">Where the version is.</param>
    /// <param name="silence">For how long nothing of it must have written.</param>
    internal VersionDrop(ClickHouseDatabase database, TimeSpan silence) =>
        (_database, _server, _silence) = (database, new ClickHouseStatements(database), silence);

    /// <summary>Drops a version, or says what that would drop, or why it does not.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellation">Stops it; the same command goes on.</param>
    public async Task<DropOutcome> RunAsync(DropRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        await new DatabaseSchema(_database).RequireAsync(cancellation).ConfigureAwait(false);
        var versions = await new KnownVersions(_database).OfAsync(request.Job, cancellation).ConfigureAwait(false);
        var version = KnownVersions.Find(request.Job, versions, request.Version);
        var key = new VersionKey(request.Job, version.Version);
        var steps = Steps(key, await _server.NowAsync(cancellation).ConfigureAwait(false));
        var found = await FoundAsync(key, cancellation).ConfigureAwait(false);
        string[] logs = version.Stored is not { } stored ? []
            : [.. stored.Definition.Sources.Select(s => s.Name).Order(StringComparer.Ordinal)];
        var outcome = new DropOutcome(key.Job, key.Version, DropResult.DryRun, found, logs, null);
        if (await RefusalAsync(key, cancellation).ConfigureAwait(false) is { } refusal)
        {
            return outcome with { Result = DropResult.Refused, Refusal = refusal };
        }

        if (request.DryRun)
        {
            return outcome;
        }

        foreach (var step in steps)
        {
            await step(cancellation).ConfigureAwait(false);
        }

        return outcome with { Result = DropResult.Dropped };
    }

    private async Task<string?> RefusalAsync(VersionKey key, CancellationToken cancellation)
    {
        if ((await new PublicVersions(_database).CurrentAsync(key.Job, cancellation).ConfigureAwait(false))?.Version == key.Version)
        {
            return $"{key.Version} is the public version of '{key.Job}': what everybody asks would be gone. Switch to another one first: "
                + $"jobs switch --job {key.Job} --to VERSION";
        }

        var silent = await _server.SilentAsync(key, cancellation).ConfigureAwait(false);
        return silent.Count > 0 && silent.Values.Min() is var ago && ago < _silence
            ? string.Create(CultureInfo.InvariantCulture, $"a stream of {key.Version} wrote {ago.TotalSeconds:0} s ago: ")
                + "stop its processes, all of them, and try again after a minute"
            : null;
    }

    /// <summary>
    /// After each of them what is left is an answer: at first all of it but for the stream's newest events, then an empty one that begins
    /// anew. What names rows goes before the rows. The description goes last: as long as it is there the version is found.
    /// </summary>
    private IReadOnlyList<Func<CancellationToken, Task>> Steps(VersionKey key, DateTimeOffset now)
    {
        // A statement that lands late must not take what the version has written since, if it came back.
        var before = string.Create(CultureInfo.InvariantCulture, $"fromUnixTimestamp64Micro({Timestamps.FromDateTime(now.UtcDateTime)})");
        return
        [
            .. Enum.GetValues<ViewKind>().Select(kind => Statement(
                $"DROP VIEW IF EXISTS {_database.Table(JobTables.ViewName(key.Job, key.Version, kind))}")),
            // Without it the answer reaches as far as the manifest's cut, and the stream goes on there.
            Delete(LedgerTable.Table.Name, key, $"_written <= {before}"),
            Statement($"DROP TABLE IF EXISTS {_database.Table(key.Table("stream"))}"),
            Delete(ClaimTable.Table.Name, key, $"created <= {before}"),
            // From here on the answer is empty, and says so: no generation, no day of history, and the stream owns all.
            token => FenceAsync(key, token),
            Delete(PromotionTable.Table.Name, key),
            Delete(HistoryTable.Table.Name, key),
            Delete(DamageTable.Table.Name, key, $"seen <= {before}"),
            Delete(OpinionTable.Table.Name, key, $"seen <= {before}"),
            Delete(SliceTable.Table.Name, key, $"written <= {before}"),
            Delete(GenerationTable.Table.Name, key, $"created <= {before}"),
            Statement($"DROP TABLE IF EXISTS {_database.Table(key.Table("staging"))}"),
            Statement($"DROP TABLE IF EXISTS {_database.Table(key.Table("batch"))}"),
            Delete(JobTable.Table.Name, key),
            token => ForgetManifestsAsync(key, token),
            Delete(VersionTable.Table.Name, key, $"stored <= {before}"),
        ];
    }

    /// <summary>
    /// A manifest that says nothing, under a number of its own: a promotion that is under way somewhere finds its number taken, and what it
    /// would have named stays unnamed. It stays for ever, since numbers never begin again.
    /// </summary>
    private async Task FenceAsync(VersionKey key, CancellationToken cancellation)
    {
        var store = new ClickHouseManifestStore(_server);
        while (await store.CurrentAsync(key, cancellation).ConfigureAwait(false) is var current && !SaysNothing(current))
        {
            var now = await _server.NowAsync(cancellation).ConfigureAwait(false);
            var fence = Manifest.Empty(key.Job, key.Version) with
            {
                Seq = current.Seq + 1,
                Id = Guid.CreateVersion7(now),
                Created = now,
                Code = _server.Code,
                Who = "drop",
                Why = "the version was dropped: what follows begins anew",
            };
            // Not as other manifests are appended: this one forgets, and means to, which log it was and where it began. Where another
            // writer has the number, it is the next one's turn.
            await new FirstRow<Manifest>(_server, ManifestTable.At(key, fence.Seq), ManifestAppend.Token(fence))
                .WriteAsync(fence, cancellation).ConfigureAwait(false);
        }
    }

    private static bool SaysNothing(Manifest manifest) => manifest is { Seq: > 0, Who: "drop" } && manifest.Days.IsEmpty
        && manifest.HistoryDays.IsEmpty && manifest.Cut.Epochs.IsEmpty && manifest.Origin.Epochs.IsEmpty && manifest.Logs.IsEmpty;

    private async Task ForgetManifestsAsync(VersionKey key, CancellationToken cancellation)
    {
        var current = await new ClickHouseManifestStore(_server).CurrentAsync(key, cancellation).ConfigureAwait(false);
        await Delete(ManifestTable.Table.Name, key, string.Create(CultureInfo.InvariantCulture, $"seq < {current.Seq}"))(cancellation)
            .ConfigureAwait(false);
    }

    private Func<CancellationToken, Task> Statement(string sql) => token => _database.ExecuteAsync(sql, token);

    private Func<CancellationToken, Task> Delete(string table, VersionKey key, string and = "1") => token => _database.ExecuteAsync(
        $"ALTER TABLE {_database.Table(table)} DELETE WHERE {key} AND {and}", token, ("mutations_sync", 2));

    /// <summary>What there is of it, by table.</summary>
    private async Task<IReadOnlyList<DroppedTable>> FoundAsync(VersionKey key, CancellationToken cancellation)
    {
        string[] own =
        [
            .. Enum.GetValues<ViewKind>().Select(k => JobTables.ViewName(key.Job, key.Version, k)),
            key.Table("stream"), key.Table("staging"), key.Table("batch"),
        ];
        var tables = await _database.QueryAsync(
            $"SELECT name, toInt64(ifNull(total_rows, -1)) FROM system.tables WHERE database = "
            + $"{ClickHouseSql.Text(_database.Options.Database)} AND name IN ({string.Join(", ", own.Select(ClickHouseSql.Text))}) "
            + "ORDER BY name", r => new DroppedTable(r.GetString(0), Whole: true, r.GetInt64(1)), cancellation).ConfigureAwait(false);
        string[] shared =
        [
            LedgerTable.Table.Name, ManifestTable.Table.Name, ClaimTable.Table.Name, PromotionTable.Table.Name, HistoryTable.Table.Name,
            DamageTable.Table.Name, OpinionTable.Table.Name, SliceTable.Table.Name, GenerationTable.Table.Name, JobTable.Table.Name,
            VersionTable.Table.Name,
        ];
        var rows = await _database.QueryAsync(
            string.Join(" UNION ALL ", shared.Select(t =>
                $"SELECT '{t}' AS name, toInt64(count()) AS n FROM {_database.Table(t)} WHERE {key}")),
            r => new DroppedTable(r.GetString(0), Whole: false, r.GetInt64(1)), cancellation).ConfigureAwait(false);
        return [.. tables, .. rows.Where(r => r.Rows > 0).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }
}
