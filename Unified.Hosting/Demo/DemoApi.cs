using System.Text.Json.Nodes;

namespace Unified.Hosting.Demo;

/// <summary>The HTTP API as any client sees it.</summary>
internal sealed class DemoApi(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>What one request answered.</summary>
    /// <param name="Sum">The sum of one column over all rows of the answer.</param>
    /// <param name="Rows">Rows.</param>
    /// <param name="Seq">The manifest that was answered from.</param>
    /// <param name="Frontier">For each partition the next offset that is in the answer.</param>
    /// <param name="Complete">True when nothing is missing below the frontier.</param>
    internal sealed record Answer(long Sum, IReadOnlyList<JsonObject> Rows, long Seq, IReadOnlyDictionary<int, long> Frontier, bool Complete)
    {
        /// <summary>Offsets in the answer over all partitions.</summary>
        public long Covered => Frontier.Values.Sum();
    }

    public async Task<Answer> RowsAsync(string job, string query, string sum, CancellationToken cancellation)
    {
        var text = await _http.GetStringAsync(new Uri($"/v1/jobs/{job}/rows?{query}", UriKind.Relative), cancellation).ConfigureAwait(false);
        var answer = JsonNode.Parse(text)!;
        var rows = answer["rows"]!.AsArray().Select(r => r!.AsObject()).ToList();
        return new Answer(
            rows.Sum(r => r[sum]!.GetValue<long>()), rows, answer["manifest"]!["seq"]!.GetValue<long>(),
            answer["frontier"]!.AsObject().ToDictionary(p => int.Parse(p.Key, System.Globalization.CultureInfo.InvariantCulture), p => p.Value!.GetValue<long>()),
            answer["complete"]!.GetValue<bool>());
    }

    public void Dispose() => _http.Dispose();
}
