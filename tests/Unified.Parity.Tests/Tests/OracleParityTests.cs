using Unified.Contracts;
using Unified.Epochs;
using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Parity.Tests.Schedules;
using Unified.Sql;
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
            var input = oracle.Load(one.Plan.Source, one.Accepted.Where(one.Job.Computes));
            var rows = oracle.Rows(one.Plan, new OracleInput(input, EventOrigin.Log)).ToBatch();
            Suite.AssertEqual(Facts.Of(new RowTable(one.Plan.Rows).Add(rows)), Facts.Of(OneRun.Run(one).Merged(_ => true)), "DuckDB");
            oracle.Execute($"DROP TABLE {input}");
        });
    }

    [TestMethod]
    public void DuckDB_finishes_as_exact_arithmetic_finishes_the_stored_states()
    {
        using var oracle = new DuckDbOracle();
        Suite.ForEach(one =>
        {
            var input = oracle.Load(one.Plan.Source, one.Accepted.Where(one.Job.Computes));
            var answer = oracle.Answer(one.Plan, new OracleInput(input, EventOrigin.Log)).Rows.Select(NaiveFinish.Print).Order(StringComparer.Ordinal).ToList();
            var states = NaiveFinish.Rows(one.Plan, OneRun.Run(one).Merged(_ => true)).Order(StringComparer.Ordinal).ToList();
            CollectionAssert.AreEqual(states, answer, $"{string.Join('\n', states.Except(answer).Take(3))}\nbut DuckDB\n{string.Join('\n', answer.Except(states).Take(3))}");
            oracle.Execute($"DROP TABLE {input}");
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
            if (one.Accepted.Concat(one.Early).Any(t => !one.Job.Computes(t)))
            {
                return;
            }

            var random = one.Random(Purpose.History);
            var options = one.Archived(random.Next(1, 9)) with { DataRoot = Path.Combine(one.Folder, $"oracle {pruning}") };
            var inputs = new List<OracleInput>();
            if (one.Plan.Source.History is not null && HistoryFiles.Write(one, options, random, oracle) is { Count: > 0 } days)
            {
                inputs.Add(OracleInput.Files(days, EventOrigin.History));
            }

            var files = one.CompleteEpochs.Select(e => ArchiveLayout.File(options.ArchiveRoot, one.Plan.Source.Name, e)).ToList();
            if (files.Count > 0)
            {
                inputs.Add(OracleInput.Files(files, EventOrigin.Log));
            }

            var run = new BatchRun(one, options, random, only: null);
            run.Run(() => { });
            var expected = inputs.Count == 0 ? [] : Facts.Of(new RowTable(one.Plan.Rows).Add(oracle.Rows(one.Plan, inputs).ToBatch()));
            Suite.AssertEqual(expected, Facts.Of(run.Tables.MergeInto(new RowTable(one.Plan.Rows))), "the files");
        });
    }
}
