using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using ClickHouse.Driver.Numerics;
using Unified.Definition;
using Unified.Logical;
using Unified.Physical;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>A job on a database: everything a test needs to write rows and to read the answer.</summary>
internal sealed class World : IDisposable
{
    private World(JobPlan plan, ClickHouseDatabase database)
    {
        Plan = plan;
        Program = StageProgram.Compile(plan);
        Database = database;
        Manifests = new ClickHouseManifestStore(database);
        Generations = new ClickHouseGenerationStore(database);
        Tables = new ClickHouseRowTables(database, Manifests);
        Names = new JobTables(database, plan);
    }

    public JobPlan Plan { get; }

    public StageProgram Program { get; }

    public ClickHouseDatabase Database { get; }

    public ClickHouseManifestStore Manifests { get; }

    public ClickHouseGenerationStore Generations { get; }

    public ClickHouseRowTables Tables { get; }

    public JobTables Names { get; }

    public static async Task<World> CreateAsync(Job job, TimeProvider? time = null)
    {
        var world = new World(JobPlan.Create(job), Server.NewDatabase(time));
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        return world;
    }

    /// <summary>Another definition on the same database, as another program would have it.</summary>
    public async Task<World> WithAsync(Job job, TimeProvider? time = null)
    {
        var world = new World(JobPlan.Create(job), Server.Database(Database.Options.Database, time));
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        return world;
    }

    /// <summary>The rows of a view as sorted lines, in the form of <see cref="Expected"/>.</summary>
    public Task<IReadOnlyList<string>> AnswerAsync(ViewKind kind = ViewKind.Answer) => LinesAsync($"SELECT * FROM {Names.PublicView(kind)}");

    public async Task<IReadOnlyList<string>> LinesAsync(string sql) =>
        [.. (await Database.QueryAsync(sql, Line, CancellationToken.None)).Order(StringComparer.Ordinal)];

    public async Task<long> CountAsync(string sql) => await Database.SingleAsync(sql, r => Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture), CancellationToken.None);

    public void Dispose() => Database.Dispose();

    private static string Line(ClickHouseDataReader reader) => Expected.Line([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
    {
        DBNull => null,
        DateTime time => Unified.Time.Timestamps.FromDateTime(time),
        ClickHouseDecimal number => decimal.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        var value => value,
    })]);
}
