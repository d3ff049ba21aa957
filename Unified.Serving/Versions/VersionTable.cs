using ClickHouse.Driver.ADO.Readers;
using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Versions;

/// <summary>A stored version and since when it is.</summary>
internal sealed record StoredVersion(DefinitionVersion Definition, DateTimeOffset Created);

/// <summary>The versions that programs were started with, kept so that another program can compare them and switch. Rows are only ever added.</summary>
internal sealed class VersionTable(ClickHouseDatabase database)
{
    private const string Columns = "source, topic, format, partitions, epoch_length, history, history_until, column_names, column_types, column_roles, definition";

    /// <summary>Stores a version, unless that is what is stored of it: its source may have got more partitions.</summary>
    public async Task StoreAsync(JobPlan plan, CancellationToken cancellation)
    {
        var version = DefinitionVersion.Of(plan);
        var stored = await ReadAsync(plan.Job, cancellation).ConfigureAwait(false);
        if (stored.FirstOrDefault(s => s.Definition.Version == plan.Version) is not { } same || same.Definition.Source.Partitions != plan.Source.Partitions)
        {
            await database.InsertJsonAsync($"{database.Table(SharedTables.Versions)} (job, version, stored, {Columns})", [version], Write, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The job's versions as they were stored last, oldest version first.</summary>
    public Task<IReadOnlyList<StoredVersion>> ReadAsync(string job, CancellationToken cancellation) => database.QueryAsync(
        $"SELECT version, toUnixTimestamp64Micro(first), {Columns} FROM (SELECT version, min(stored) OVER (PARTITION BY version) AS first, stored, {Columns} "
        + $"FROM {database.Table(SharedTables.Versions)} WHERE job = {ClickHouseSql.Text(job)} ORDER BY version, stored DESC LIMIT 1 BY version) ORDER BY first, version",
        r => Read(job, r), cancellation);

    private static StoredVersion Read(string job, ClickHouseDataReader r)
    {
        var source = new SourceSchema
        {
            Name = r.GetString(2),
            Topic = r.GetString(3),
            Format = Enum.Parse<SourceFormat>(r.GetString(4)),
            Partitions = r.GetInt32(5),
            Epochs = new EpochLength(r.GetInt64(6)),
            History = r.IsDBNull(7) ? null : r.GetString(7),
            HistoryUntil = r.IsDBNull(8) ? null : r.GetInt64(8),
            EventTime = "",
            Columns = [],
        };
        var (names, types, roles) = (r.GetFieldValue<string[]>(9), r.GetFieldValue<string[]>(10), r.GetFieldValue<string[]>(11));
        return new StoredVersion(
            new DefinitionVersion(job, r.GetString(0), source, [.. names.Select((name, i) => new ColumnInfo(name, types[i], roles[i]))], r.GetString(12)),
            ClickHouseTime.FromMicros(r.GetInt64(1)));
    }

    private void Write(System.Text.Json.Utf8JsonWriter json, DefinitionVersion version)
    {
        var source = version.Source;
        json.WriteString("job", version.Job);
        json.WriteString("version", version.Version);
        json.WriteString("stored", ClickHouseTime.Text(database.Time.GetUtcNow()));
        json.WriteString("source", source.Name);
        json.WriteString("topic", source.Topic);
        json.WriteString("format", source.Format.ToString());
        json.WriteNumber("partitions", source.Partitions);
        json.WriteNumber("epoch_length", source.Epochs.Offsets);
        json.WriteString("history", source.History);
        if (source.HistoryUntil is { } until)
        {
            json.WriteNumber("history_until", until);
        }

        Texts("column_names", version.Columns.Select(c => c.Name));
        Texts("column_types", version.Columns.Select(c => c.Type));
        Texts("column_roles", version.Columns.Select(c => c.Role));
        json.WriteString("definition", version.Definition);

        void Texts(string name, IEnumerable<string> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }
}
