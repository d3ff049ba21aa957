using Unified.Batch.Parquet;
using Unified.Errors;
using Unified.Logical;
using Unified.Serving.Api;
using Unified.Time;

namespace Unified.Hosting.Composition;

/// <summary>Which history days there are is seen in the folder itself.</summary>
internal sealed class HistoryFrontier(HistoryDataset history) : ISourceFrontier
{
    public ValueTask<IReadOnlyCollection<int>?> HistoryDaysAsync(SourceSchema source, CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult<IReadOnlyCollection<int>?>(
                source.HistoryUntil is { } until ? [.. history.Days(source).Where(day => day < Timestamps.Day(until))] : []);
        }
        catch (DataException)
        {
            // The folder is not here: which days belong into the answer is unknown, which is no reason not to answer.
            return ValueTask.FromResult<IReadOnlyCollection<int>?>(null);
        }
    }
}
