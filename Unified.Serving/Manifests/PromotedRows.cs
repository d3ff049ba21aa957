using System.Globalization;
using System.Security.Cryptography;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Sql;

namespace Unified.Serving.Manifests;

/// <summary>
/// The merge of a generation's rows with the active rows of the days that they touch, written into the batch table under an id of its own:
/// so that two promotions at once, even of the same generation, never write into or remove each other's rows.
/// </summary>
internal sealed class PromotedRows(ClickHouseDatabase database, JobPlan plan)
{
    private const int RandomBits = 12;
    private readonly JobTables _tables = new(database, plan);

    /// <summary>An id that nobody else takes: microseconds, then random bits. Ordered by time, and its time can be read back.</summary>
    public static ulong NewId(DateTimeOffset now) =>
        ((ulong)Time.Timestamps.FromDateTime(now.UtcDateTime) << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits);

    /// <summary>When an id was made.</summary>
    public static DateTimeOffset Created(ulong id) => ClickHouseTime.FromMicros((long)(id >> RandomBits));

    /// <summary>The days that the staged rows touch.</summary>
    public Task<IReadOnlyList<int>> DaysAsync(StagedRows staged, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT DISTINCT {DayBucket.Sql(plan.Rows)} AS {SystemColumns.Day} FROM {_tables.Staging} WHERE {staged.Where} ORDER BY "
            + $"{SystemColumns.Day}",
        r => r.GetInt32(0), cancellation);

    /// <summary>
    /// Writes the merged rows of the touched days and verifies what was written. Invisible until a manifest names the id.
    /// </summary>
    public async Task WriteAsync(ulong id, Manifest manifest, StagedRows staged, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        var source = ManifestSource.Literal(plan, manifest);
        var touched = $"has({ManifestSource.Array(days, "Int32")}, {SystemColumns.Day})";
        var rows = $"(SELECT {StateSql.Columns(plan.Rows)} FROM {_tables.Batch} "
            + $"WHERE {Ownership.BatchOwnsSql(source.Generations, source.Days, SystemColumns.Day)} AND {touched}"
            + $" UNION ALL SELECT {StateSql.Columns(plan.Rows)} FROM {_tables.Staging} WHERE {staged.Where})";
        var text = id.ToString(CultureInfo.InvariantCulture);
        await database.ExecuteAsync(
            $"INSERT INTO {_tables.Batch} ({SystemColumns.Generation}, {StateSql.Columns(plan.Rows)}) "
            + $"SELECT {text}, {StateSql.Columns(plan.Rows)} FROM ({StateSql.Merged(plan, rows)})",
            cancellation, ("max_partitions_per_insert_block", 0)).ConfigureAwait(false);
        await VerifyAsync(rows, $"{_tables.Batch} WHERE {SystemColumns.Generation} = {text}", text, cancellation).ConfigureAwait(false);
    }

    // An insert of many blocks is not atomic. Rows and the total of every additive state must be what the source has; a retried insert that
    // wrote twice, or half, is found here.
    private async Task VerifyAsync(string source, string target, string id, CancellationToken cancellation)
    {
        var sums = string.Concat(plan.Rows.States.Select(s => s.Total(SqlEngine.ClickHouse)).OfType<string>()
            .Select(t => $", toString({t})"));
        var expected = await TotalsAsync($"SELECT toString(uniqExact({Digests.IdentityColumns(plan.Rows)})){sums} FROM {source}",
            cancellation).ConfigureAwait(false);
        var actual = await TotalsAsync($"SELECT toString(count()){sums} FROM {target}", cancellation).ConfigureAwait(false);
        if (!expected.SequenceEqual(actual))
        {
            throw new TransientException(
                $"Job '{plan.Job}': the promoted rows {id} are not what they were made of: rows and totals ({string.Join(", ", actual)}) "
                + $"instead of ({string.Join(", ", expected)}). Nothing was promoted; promote again.");
        }
    }

    private Task<string[]> TotalsAsync(string sql, CancellationToken cancellation) => database.SingleAsync(
        sql, r => Enumerable.Range(0, r.FieldCount).Select(r.GetString).ToArray(), cancellation);
}
