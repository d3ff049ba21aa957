using System.Globalization;
using System.Text.Json;
using Unified.Epochs;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Manifests;

/// <summary>
/// Appends a manifest under its number, which one writer gets: ClickHouse remembers the tokens of the last inserts and checks and remembers them
/// under one lock, so that of any writers of one number the first writes its row and the others write nothing. Then each reads whose row it is.
/// </summary>
internal sealed class ManifestAppend(ClickHouseDatabase database, Manifest manifest)
{
    // A server that dies between remembering a token and writing its row leaves a number that nobody can have; its next name is free.
    private const int MostNames = 10;

    private readonly string _table = database.Table(SharedTables.Manifest);
    private readonly string _job = $"job = {ClickHouseSql.Text(manifest.Job)} AND version = {ClickHouseSql.Text(manifest.Version)}";

    /// <summary>True when the number is this manifest's. Whoever is told so has it for good, also when a later number follows at once.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // Tokens are forgotten after thousands of inserts: a writer that comes so late finds the number taken here.
        for (var name = 0; name < MostNames && await NewestAsync(cancellation).ConfigureAwait(false) < manifest.Seq; name++)
        {
            // A replica may not have the winner's row yet, and a second name would let two win: there Keeper remembers no token without its row.
            if (name > 0 && !await IsLocalAsync(cancellation).ConfigureAwait(false))
            {
                break;
            }

            await InsertAsync(Token(manifest, name), cancellation).ConfigureAwait(false);
        }

        return await OwnerAsync(cancellation).ConfigureAwait(false) == manifest.Id;
    }

    /// <summary>What all writers of one number call their inserts.</summary>
    internal static string Token(Manifest manifest, int name) =>
        string.Create(CultureInfo.InvariantCulture, $"{manifest.Job}/{manifest.Version}/{manifest.Seq}/{name}");

    private Task<long> NewestAsync(CancellationToken cancellation) =>
        database.SingleAsync($"SELECT max(seq) FROM {_table} WHERE {_job}", r => r.GetInt64(0), cancellation);

    // Tables of an earlier build may have two rows of one number: the order is that of the view.
    private async Task<Guid?> OwnerAsync(CancellationToken cancellation) =>
        await database.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT toString(id) FROM {_table} WHERE {_job} AND seq = {manifest.Seq} ORDER BY toString(id) DESC LIMIT 1"),
            r => Guid.Parse(r.GetString(0)), cancellation).ConfigureAwait(false) is [var id] ? id : null;

    private Task<bool> IsLocalAsync(CancellationToken cancellation) => database.SingleAsync(
        $"SELECT count() FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} AND name = {ClickHouseSql.Text(SharedTables.Manifest)} AND engine = 'MergeTree'",
        r => r.GetFieldValue<ulong>(0) == 1, cancellation);

    private Task InsertAsync(string token, CancellationToken cancellation) => database.InsertJsonAsync(
        $"{_table} (job, version, seq, id, days, history_days, cut, history_until, code, created, who, why, generation, origin, history_files)", [manifest], Write, cancellation, token);

    private static void Write(Utf8JsonWriter json, Manifest m)
    {
        json.WriteString("job", m.Job);
        json.WriteString("version", m.Version);
        json.WriteNumber("seq", m.Seq);
        json.WriteString("id", m.Id);
        WriteMap(json, "days", m.Days);
        WriteMap(json, "history_files", m.HistoryFiles);
        json.WriteStartArray("history_days");
        foreach (var day in m.HistoryDays)
        {
            json.WriteNumberValue(day);
        }

        json.WriteEndArray();
        WriteMap(json, "cut", m.Cut.Epochs);
        WriteMap(json, "origin", m.Origin.Epochs);
        if (m.HistoryUntil is { } until)
        {
            json.WriteNumber("history_until", until);
        }
        else
        {
            json.WriteNull("history_until");
        }

        json.WriteString("code", m.Code);
        json.WriteString("created", ClickHouseTime.Text(m.Created));
        json.WriteString("who", m.Who);
        json.WriteString("why", m.Why);
        json.WriteNumber("generation", m.Promoted);
    }

    private static void WriteMap<T>(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<int, T>> map)
        where T : IFormattable
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WritePropertyName(key.ToString(CultureInfo.InvariantCulture));
            json.WriteRawValue(value.ToString(null, CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }
}
