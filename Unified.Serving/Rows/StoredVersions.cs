using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>A version that programs were started with, and since when.</summary>
internal sealed record FirstStored(DefinitionVersion Definition, DateTimeOffset Since);

/// <summary>The versions that programs were started with, kept so that another program can compare them and switch.</summary>
internal sealed class StoredVersions(ClickHouseDatabase database)
{
    /// <summary>Stores a version, unless that is what is stored of it: its sources may have got more partitions.</summary>
    /// <param name="plan">The version.</param>
    /// <param name="stored">What is stored of it; null where nothing is.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task StoreAsync(JobPlan plan, StoredVersion? stored, CancellationToken cancellation)
    {
        var version = DefinitionVersion.Of(plan);
        if (stored is not { } same
            || !same.Definition.Sources.Select(s => s.Partitions).SequenceEqual(version.Sources.Select(s => s.Partitions)))
        {
            await VersionTable.Table.InsertAsync(database, [new StoredVersion(version, database.Time.GetUtcNow())], cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The job's versions as they were stored last, oldest version first.</summary>
    public async Task<IReadOnlyList<FirstStored>> ReadAsync(string job, CancellationToken cancellation) =>
    [
        .. (await VersionTable.Table.ReadAsync(database, $"job = {ClickHouseSql.Text(job)} ORDER BY stored", cancellation)
            .ConfigureAwait(false))
            .GroupBy(s => s.Definition.Version, StringComparer.Ordinal).Select(v => new FirstStored(v.Last().Definition, v.First().Stored))
            .OrderBy(v => v.Since).ThenBy(v => v.Definition.Version, StringComparer.Ordinal),
    ];
}
