using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Proof;

/// <summary>
/// Compares promoted rows with those that another engine has computed of the same days and epochs, state for state, and keeps what it
/// found. Exact: there is no tolerance. Thread-safe.
/// </summary>
public sealed class SecondOpinion(ClickHouseDatabase database)
{
    /// <summary>Differences that are named; their number is always said.</summary>
    private const int Named = 50;

    private readonly ClickHouseStatements _server = new(database);

    /// <summary>Compares, and keeps the result.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="manifest">The manifest whose rows are meant.</param>
    /// <param name="check">What the engine has computed; its slices are written.</param>
    /// <param name="engine">The engine's name.</param>
    /// <param name="who">Who asked.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Errors.DataException">A slice is not written.</exception>
    public async Task<OpinionResult> CompareAsync(
        JobPlan plan, Manifest manifest, Generation check, string engine, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(manifest);
        var staged = await StagedRows.ReadAsync(_server, plan, check, cancellation).ConfigureAwait(false);
        var tables = new JobTables(database, plan);
        var (promoted, computed) = (Promoted(plan, manifest, tables), Computed(plan, manifest, staged.All, tables));
        var (left, right) = (await Digests.ReadAsync(database, plan.Rows, promoted, cancellation).ConfigureAwait(false),
            await Digests.ReadAsync(database, plan.Rows, computed, cancellation).ConfigureAwait(false));
        int[] buckets = [.. left.Keys.Union(right.Keys).Where(b => left.GetValueOrDefault(b) != right.GetValueOrDefault(b)).Order()];
        IReadOnlyList<DifferentRow> rows = [];
        if (buckets.Length > 0)
        {
            string Only(string merged) => $"SELECT * FROM ({merged}) WHERE {Digests.Bucket(plan.Rows)} IN ({string.Join(", ", buckets)})";
            rows = await database.QueryAsync(RowComparison.Query(plan.Rows, Only(promoted), Only(computed), "''", Named),
                RowComparison.Read, cancellation).ConfigureAwait(false);
        }

        // A digest that differs is a difference, even where no single row shows it.
        IReadOnlyList<string> texts = rows.Count > 0 || buckets.Length == 0 ? [.. rows.Select(r => Text(plan, r, engine))]
            : [$"{buckets.Length} buckets of rows have another digest by {engine}, and no single row shows why: report it as a defect"];
        var found = new OpinionResult(manifest.Seq, right.Values.Sum(d => d.Rows),
            rows is [{ Total: var total }, ..] ? total : buckets.Length, texts);
        var now = await _server.NowAsync(cancellation).ConfigureAwait(false);
        await _server.InsertAsync(OpinionTable.Table,
            [new Opinion(VersionKey.Of(plan), engine, manifest.Seq, found.Rows, found.Different, who, now)], cancellation)
            .ConfigureAwait(false);
        return found;
    }

    /// <summary>The newest opinion of each engine.</summary>
    public async Task<IReadOnlyList<EngineOpinion>> KnownAsync(JobPlan plan, CancellationToken cancellation) =>
        [.. (await _server.ReadAsync(OpinionTable.Of(VersionKey.Of(plan)), cancellation).ConfigureAwait(false))
            .Select(o => new EngineOpinion(o.Engine, o.Seq, o.Rows, o.Differences, o.Who, o.Seen))];

    private static string Promoted(JobPlan plan, Manifest manifest, JobTables tables)
    {
        var source = ManifestSource.Literal(plan, manifest);
        return $"SELECT {StateSql.Columns(plan.Rows)} FROM {tables.Batch} WHERE "
            + Ownership.BatchOwnsSql(source.Generations, source.Days, SystemColumns.Day)
            + (source.KeptFrom is { } kept ? $" AND {SystemColumns.Day} >= {kept}" : "");
    }

    // Days that are kept no longer are in no answer.
    private static string Computed(JobPlan plan, Manifest manifest, Attempts attempts, JobTables tables) =>
        StateSql.Merged(plan, tables.Staging, attempts.Where
        + (ManifestSource.Literal(plan, manifest).KeptFrom is { } kept ? $" AND {DayBucket.Sql(plan.Rows)} >= {kept}" : ""));

    private static string Text(JobPlan plan, DifferentRow row, string engine)
    {
        var keys = string.Join(", ", plan.Rows.Identity.Select((f, i) => $"{f.Name}={ValueText.Of(f.Type, row.Key[i])}"));
        var what = row.StreamRows == 0 ? $"{engine} has it and the answer has not"
            : row.BatchRows == 0 ? $"the answer has it and {engine} has not"
            : string.Join("; ", RowComparison.Compared(plan.Rows)
                .Select((c, i) => (c.Name, Answer: row.Stream[i], Engine: row.Batch[i])).Where(c => c.Answer != c.Engine)
                .Select(c => $"column {c.Name} is {c.Answer} in the answer and {c.Engine} by {engine}"));
        return $"key {keys}: {what}";
    }
}

/// <summary>What a second opinion came to.</summary>
/// <param name="ManifestSeq">The manifest whose rows were compared.</param>
/// <param name="Rows">Rows that the engine computed.</param>
/// <param name="Different">How many rows are not the same.</param>
/// <param name="Differences">The first of them.</param>
public sealed record OpinionResult(long ManifestSeq, long Rows, long Different, IReadOnlyList<string> Differences);

/// <summary>What an engine has said last.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="ManifestSeq">The manifest whose rows it has computed again.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Different">How many were not the same; 0 proves them.</param>
/// <param name="Who">Who asked.</param>
/// <param name="Seen">When, by the server's clock.</param>
public sealed record EngineOpinion(string Engine, long ManifestSeq, long Rows, long Different, string Who, DateTimeOffset Seen);
