using System.Globalization;
using Unified.Errors;
using Unified.Serving.Failures;

namespace Unified.Hosting.Supervision;

/// <summary>
/// Tells other processes what has failed in this one, through the database. It waits for nothing: where ClickHouse does not answer, nobody
/// else learns of anything anyway, and the next failure or recovery is told again.
/// </summary>
internal sealed class FailureNews(FailureReports reports)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static string Me => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}");

    public Task FailedAsync(Part part, string error, DateTimeOffset since) => TellAsync(stop =>
        reports.ReportAsync(new LayerFailure(part.Layer, part.Name, error, since, Me), part.Version, stop));

    public Task RunsAsync(Part part) => TellAsync(stop => reports.ClearAsync(part.Layer, part.Name, part.Version, Me, stop));

    private static async Task TellAsync(Func<CancellationToken, Task> tell)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await tell(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is UnifiedException or OperationCanceledException)
        {
            // The log has it.
        }
    }
}
