using Unified.Batch;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Lowering;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Sql;
using Unified.TestKit.Answers;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Parity.Tests.Tests;

/// <summary>DuckDB shares the plan with the engine and nothing below it.</summary>
[TestClass]
public sealed class OracleParityTests
{
    [TestMethod]
    public void DuckDB_computes_the_states_that_the_layers_store()
    {
        using var oracle = new DuckDbOracle();
        Suite.ForEach(one =>
        {
            var inputs = Load(oracle, one);
            var expected = Answers.Of(oracle, one.Plan, inputs);
            Suite.AssertEqual(expected, Answers.Of(one.Plan, OneRun.Run(one).Merged(_ => true)), "DuckDB");
            Drop(oracle, inputs);
        });
    }

    [TestMethod]
    public void DuckDB_finishes_as_exact_arithmetic_finishes_the_stored_states()
    {
        using var oracle = new DuckDbOracle();
        Suite.ForEach(one =>
        {
            var inputs = Load(oracle, one);
            var answer = oracle.Answer(one.Plan, inputs).Rows.Select(Carriers.Line).Order(StringComparer.Ordinal).ToList();
            var states = new FinishedRows(one.Plan).Of(OneRun.Run(one).Merged(_ => true)).Select(Carriers.Line)
                .Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(states, answer,
                $"{string.Join('\n', states.Except(answer).Take(3))}\nbut DuckDB\n{string.Join('\n', answer.Except(states).Take(3))}");
            Drop(oracle, inputs);
        });
    }

    [TestMethod]
    public void DuckDB_over_the_very_files_of_archive_and_history_gives_the_batch_layers_rows()
    {
        Files(pruning: false);
    }

    [TestMethod]
    public void DuckDB_may_skip_row_groups_of_the_archive_by_their_statistics()
    {
        Files(pruning: true);
    }

    private static void Files(bool pruning)
    {
        using var oracle = new DuckDbOracle();
        if (!pruning)
        {
            oracle.Execute("SET disabled_optimizers = 'filter_pushdown,statistics_propagation'");
        }

        Suite.ForEach(one =>
        {
            if (one.Plan.Sources.Any(s => one.Events(s).Any(t => !one.Job.Computes(s.Name, t))))
            {
                return;
            }

            var random = one.Random(Purpose.History);
            var options = one.Archived(random.Next(1, 9)) with { DataRoot = Path.Combine(one.Folder, $"oracle {pruning}") };
            var inputs = Files(one, options, random, oracle);
            var run = new BatchRun(one, options, random, only: null);
            run.Run(() => { });
            var found = Answers.Of(one.Plan, run.Tables.MergeInto(new RowTable(one.Plan.Rows)));
            Suite.AssertEqual(Answers.Of(oracle, one.Plan, inputs), found, "the files");
            Drop(oracle, inputs);
        });
    }

    /// <summary>The files of the histories and of the archive; an empty table for a log that has none, which SQL needs.</summary>
    private static IReadOnlyList<OracleInput> Files(Case one, BatchOptions options, Random random, DuckDbOracle oracle)
    {
        var inputs = HistoryFiles.Write(one, options, random, oracle).Where(h => h.Files.Count > 0)
            .Select(h => OracleInput.Files(h.Files, EventOrigin.History) with { Log = h.Source.Name }).ToList();
        inputs.AddRange(one.CompleteEpochs.GroupBy(e => e.Partition.Log).Select(log => OracleInput.Files(
            log.Select(e => ArchiveLayout.File(options.ArchiveRoot, e)), EventOrigin.Log) with
        { Log = log.Key }));
        inputs.AddRange(one.Plan.Sources.Where(s => inputs.All(i => i.Log != s.Name)).ToList()
            .Select(s => new OracleInput(oracle.Load(s, Array.Empty<Trade>()), EventOrigin.Log) { Log = s.Name }));
        return inputs;
    }

    /// <summary>A table a log with the events that can be computed.</summary>
    private static IReadOnlyList<OracleInput> Load(DuckDbOracle oracle, Case one) =>
    [
        .. one.Plan.Sources.Select(s =>
            new OracleInput(oracle.Load(s, one.Accepted(s).Where(t => one.Job.Computes(s.Name, t))), EventOrigin.Log) { Log = s.Name }),
    ];

    private static void Drop(DuckDbOracle oracle, IEnumerable<OracleInput> inputs)
    {
        foreach (var input in inputs.Where(i => !i.Relation.Contains('(', StringComparison.Ordinal)))
        {
            oracle.Execute($"DROP TABLE {input.Relation}");
        }
    }
}
