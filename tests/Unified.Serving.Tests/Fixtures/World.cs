using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using ClickHouse.Driver.Numerics;
using Unified.Definition;
using Unified.Physical;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>A job on a database: everything a test needs to write rows and to read the answer.</summary>
internal sealed class World : IDisposable
{
    private readonly bool _ownsDatabase;

    private World(JobPlan plan, ClickHouseDatabase database, bool ownsDatabase)
    {
        _ownsDatabase = ownsDatabase;
        Plan = plan;
        Program = StageProgram.Compile(plan);
        Database = database;
        Statements = new ClickHouseStatements(database);
        Manifests = new ClickHouseManifestStore(database);
        Generations = new ClickHouseGenerationStore(database);
        Tables = new ClickHouseRowTables(database, Manifests);
        Names = new JobTables(database, plan);
    }

    public JobPlan Plan { get; }

    public StageProgram Program { get; }

    public ClickHouseDatabase Database { get; }

    public ClickHouseStatements Statements { get; }

    public ClickHouseManifestStore Manifests { get; }

    public ClickHouseGenerationStore Generations { get; }

    public ClickHouseRowTables Tables { get; }

    public JobTables Names { get; }

    public static async Task<World> CreateAsync(Job job, TimeProvider? time = null)
    {
        var world = new World(JobPlan.Create(job), Server.NewDatabase(time), ownsDatabase: true);
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        return world;
    }

    /// <summary>Another definition on the same database, as another program would have it.</summary>
    public async Task<World> WithAsync(Job job, TimeProvider? time = null)
    {
        var world = new World(JobPlan.Create(job), Server.Database(Database.Options.Database, time), ownsDatabase: false);
        await world.Tables.CreateAsync(world.Plan, CancellationToken.None);
        return world;
    }

    /// <summary>The rows of a view as sorted lines, in the form of <see cref="Expected"/>.</summary>
    public Task<IReadOnlyList<string>> AnswerAsync(ViewKind kind = ViewKind.Answer) =>
        LinesAsync($"SELECT * FROM {Names.PublicView(kind)}");

    public async Task<IReadOnlyList<string>> LinesAsync(string sql) =>
        [.. (await Database.QueryAsync(sql, Line, CancellationToken.None)).Order(StringComparer.Ordinal)];

    public Task<JobState> StateAsync() => new JobStates(Database, Manifests, null).ReadAsync(Plan, CancellationToken.None);

    /// <summary>Every row that a manifest or a ledger speaks of is there, and no more.</summary>
    public async Task CheckRowsAsync(string after)
    {
        Assert.IsEmpty((await StateAsync()).Reasons.Select(r => r.Message), after);
        var cut = (await Manifests.CurrentAsync(Plan, CancellationToken.None)).Cut;
        foreach (var source in Plan.Sources)
        {
            foreach (var epoch in await Tables.StoredAsync(Plan, source.Name, cut, CancellationToken.None))
            {
                Assert.AreEqual(epoch.Ledger.Rows, epoch.RowsFound, $"{epoch.Ledger.Epoch} after {after}");
            }
        }
    }

    public async Task<long> CountAsync(string sql) =>
        await Database.SingleAsync(sql, r => Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture), CancellationToken.None);

    public void Dispose()
    {
        if (_ownsDatabase)
        {
            Server.Drop(Database);
        }

        Database.Dispose();
    }

    private static string Line(ClickHouseDataReader reader) =>
        Expected.Line([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) switch
        {
            DBNull => null,
            DateTime time => Unified.Time.Timestamps.FromDateTime(time),
            ClickHouseDecimal number => decimal.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            var value => value,
        })]);
}
