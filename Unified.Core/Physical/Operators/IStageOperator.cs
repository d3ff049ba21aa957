using Apache.Arrow;

namespace Unified.Physical.Operators;

/// <summary>What makes rows of evaluated events: the last operator of a stage. One thread at a time.</summary>
internal interface IStageOperator
{
    /// <summary>How many rows there are.</summary>
    long RowCount { get; }

    /// <summary>Takes what the branches of the input have evaluated.</summary>
    void Take(InputEvaluator input);

    /// <summary>
    /// The rows, sorted by their identity; with <paramref name="changedOnly"/> those that changed since they were asked for last.
    /// </summary>
    RecordBatch Rows(bool changedOnly);

    /// <summary>Forgets everything.</summary>
    void Clear();
}
