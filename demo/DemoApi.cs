using System.Text.Json.Nodes;
using Unified.Epochs;

namespace Unified.Demo;

/// <summary>The HTTP API as any client sees it.</summary>
internal sealed class DemoApi(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>What one request answered.</summary>
    /// <param name="Sum">The sum of one column over all rows of the answer.</param>
    /// <param name="Rows">Rows.</param>
    /// <param name="Seq">The manifest that was answered from.</param>
    /// <param name="Complete">True when nothing is missing below the frontier.</param>
    internal sealed record Answer(long Sum, IReadOnlyList<JsonObject> Rows, long Seq, bool Complete);

    /// <summary>For each partition of the job's logs the next offset that is in its answer.</summary>
    public async Task<IReadOnlyDictionary<LogPartition, long>> FrontierAsync(string job, CancellationToken cancellation) =>
        (await GetAsync($"/v1/jobs/{job}/rows?limit=1", cancellation).ConfigureAwait(false))["frontier"]!.AsObject()
            .ToDictionary(p => LogPartition.Parse(p.Key), p => p.Value!.GetValue<long>());

    public async Task<Answer> RowsAsync(string job, string query, string sum, CancellationToken cancellation)
    {
        var answer = await GetAsync($"/v1/jobs/{job}/rows?{query}", cancellation).ConfigureAwait(false);
        var rows = answer["rows"]!.AsArray().Select(r => r!.AsObject()).ToList();
        return new Answer(
            rows.Sum(r => r[sum]!.GetValue<long>()), rows, answer["manifest"]!["seq"]!.GetValue<long>(),
                answer["complete"]!.GetValue<bool>());
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellation) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false))!;

    public void Dispose() => _http.Dispose();
}
