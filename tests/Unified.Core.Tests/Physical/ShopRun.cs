using Apache.Arrow;
using Unified.Core.Tests.Linq;
using Unified.Epochs;
using Unified.Logical;
using Unified.Physical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Physical;

/// <summary>The step function of a job over the logs of the shop.</summary>
internal sealed class ShopRun(JobPlan plan, ShopEvents events)
{
    private readonly StageProgram _program = StageProgram.Compile(plan);

    /// <summary>Rows of one run a log.</summary>
    public RowTable Whole()
    {
        var rows = new RowTable(plan.Rows);
        foreach (var source in plan.Sources)
        {
            rows.Add(Run(source.Partition(0), EventOrigin.Log, Batch(source, 0, Count(source))));
        }

        return rows;
    }

    /// <summary>
    /// Rows of many epochs in any order: each log is dealt to its partitions and cut at random places; what the border gives to history is
    /// read from there.
    /// </summary>
    public RowTable Cut(Random random)
    {
        var runs = new List<Func<RecordBatch>>();
        foreach (var source in plan.Sources)
        {
            for (var at = 0; at < Count(source);)
            {
                var (first, take) = (at, Math.Min(random.Next(1, 20), Count(source) - at));
                var partition = source.Partition(random.Next(source.Partitions));
                runs.Add(() => Run(partition, EventOrigin.Log, Batch(source, first, take)));
                at += take;
            }

            if (source.HistoryUntil is not null)
            {
                runs.Add(() => Run(source.Partition(LogPartition.History), EventOrigin.History, Batch(source, 0, Count(source))));
            }
        }

        var rows = new RowTable(plan.Rows);
        foreach (var run in runs.OrderBy(_ => random.Next()).ToList())
        {
            rows.Add(run());
        }

        return rows;
    }

    /// <summary>The same events for the oracle.</summary>
    public Lowering.OracleInput[] Load(DuckDbOracle oracle, bool history) => [.. plan.Sources.SelectMany(s => Inputs(oracle, s, history))];

    private IEnumerable<Lowering.OracleInput> Inputs(DuckDbOracle oracle, SourceSchema source, bool history)
    {
        var relation = source.Name switch
        {
            "views" => oracle.Load(source, events.Views),
            "orders" => oracle.Load(source, events.Orders),
            "returns" => oracle.Load(source, events.Returns),
            _ => oracle.Load(source, events.Ratings),
        };
        yield return new Lowering.OracleInput(relation, EventOrigin.Log) { Log = source.Name };
        if (history && source.HistoryUntil is not null)
        {
            yield return new Lowering.OracleInput(relation, EventOrigin.History) { Log = source.Name };
        }
    }

    private RecordBatch Run(LogPartition partition, EventOrigin origin, RecordBatch batch)
    {
        var run = _program.Open(partition, origin, StageState.Empty);
        Assert.IsEmpty(run.Add(batch, origin == EventOrigin.History ? 0 : -1));
        return run.Close(changedOnly: false).Rows;
    }

    private int Count(SourceSchema source) => source.Name switch
    {
        "views" => events.Views.Count,
        "orders" => events.Orders.Count,
        "returns" => events.Returns.Count,
        _ => events.Ratings.Count,
    };

    private RecordBatch Batch(SourceSchema source, int first, int count) => source.Name switch
    {
        "views" => EventBatches.From(source, [.. events.Views.Skip(first).Take(count)], first),
        "orders" => EventBatches.From(source, [.. events.Orders.Skip(first).Take(count)], first),
        "returns" => EventBatches.From(source, [.. events.Returns.Skip(first).Take(count)], first),
        _ => EventBatches.From(source, [.. events.Ratings.Skip(first).Take(count)], first),
    };
}

