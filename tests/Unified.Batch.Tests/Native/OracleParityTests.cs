using System.Globalization;
using Unified.Batch.Tests.Fakes;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Lowering;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Batch.Tests.Native;

/// <summary>DuckDB computes the same from the same files, with SQL that shares no line with the engine.</summary>
[TestClass]
public sealed class OracleParityTests
{
    [TestMethod]
    public Task History_and_log_together_are_what_DuckDb_computes_from_the_same_files() =>
        ForRandomFilesAsync(() => new Fixture(), EqualStates);

    [TestMethod]
    public Task Two_sources_in_one_row_are_what_DuckDb_computes_from_the_files_of_both() =>
        ForRandomFilesAsync(() => new Fixture(job: new MarketDays()), EqualStates);

    [TestMethod]
    public async Task The_rows_of_events_are_what_DuckDb_answers_from_the_files_of_both_sources()
    {
        await ForRandomFilesAsync(() => new Fixture(job: new MarketEvents()), (oracle, fixture, rows, inputs, text) =>
        {
            var lineage = fixture.Plan.Rows.Columns.Length - fixture.Plan.Rows.Values.Length;
            var expected = oracle.Answer(fixture.Plan, inputs).Rows.Select(Text).Order(StringComparer.Ordinal).ToList();
            var actual = rows.Values.Select(r => Text(r.Skip(lineage))).Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(expected, actual, text);
        });
    }

    private static void EqualStates(
        DuckDbOracle oracle, Fixture fixture, RowTable rows, IReadOnlyList<OracleInput> inputs, string text)
    {
        var expected = new RowTable(fixture.Plan.Rows).Add(oracle.Rows(fixture.Plan, inputs).ToBatch());
        Assert.AreEqual(expected.ToString(), rows.ToString(), text);
    }

    private static async Task ForRandomFilesAsync(
        Func<Fixture> create, Action<DuckDbOracle, Fixture, RowTable, IReadOnlyList<OracleInput>, string> check)
    {
        using var oracle = new DuckDbOracle();
        var seed = TestSeed.Take();
        for (var i = 0; i < 10; i++)
        {
            using var fixture = create();
            var files = await MarketFiles.WriteAsync(fixture, seed.Random(i), computable: true);
            var generation = (await fixture.ReconcileAsync()).Generation;
            check(oracle, fixture, fixture.Stores.Merged(fixture.Plan, generation), Inputs(oracle, fixture, files), $"case {i}");
        }
    }

    private static List<OracleInput> Inputs(DuckDbOracle oracle, Fixture fixture, MarketFiles files)
    {
        var days = files.Days.Keys.GroupBy(d => d.Log).Select(log => Load(
            oracle, log.Key, EventOrigin.History, log.SelectMany(d => fixture.History.Files(fixture.Plan.Source(d.Log), d.Day))));
        var epochs = files.Epochs.Keys.GroupBy(e => e.Partition.Log).Select(log => Load(
            oracle, log.Key, EventOrigin.Log, log.Select(e => ArchiveLayout.File(fixture.Options.ArchiveRoot, e))));
        return [.. days, .. epochs];
    }

    /// <summary>
    /// The rows of files as a table. Parquet.Net, which writes them, writes wrong statistics of microseconds, and DuckDB believes them when
    /// it filters files.
    /// </summary>
    private static OracleInput Load(DuckDbOracle oracle, string log, EventOrigin origin, IEnumerable<string> files)
    {
        var name = $"{log}_{origin}";
        oracle.Execute($"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {OracleInput.Files(files, origin).Relation}");
        return new OracleInput(name, origin) { Log = log };
    }

    private static string Text(IEnumerable<object?> row) =>
        string.Join(" | ", row.Select(v => v is null ? "null" : Convert.ToString(v, CultureInfo.InvariantCulture)));
}
