using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unified.Errors;
using Unified.Hosting.Topics;
using Unified.Logical;

namespace Unified.Hosting.Development;

/// <summary>Asks the API for rows, as any client would.</summary>
internal sealed class DevRows(string api, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _client = new() { BaseAddress = new Uri(api) };

    /// <summary>The path of a job's rows.</summary>
    public static string Path(string job, int limit) => $"/v1/jobs/{Uri.EscapeDataString(job)}/rows?limit={limit}";

    /// <summary>The first rows of a job, as soon as all that was sent is in them.</summary>
    /// <param name="job">The job.</param>
    /// <param name="sources">Its sources.</param>
    /// <param name="sent">What was sent, by topic.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TransientException">The rows do not come.</exception>
    public async Task<IReadOnlyList<JsonNode>> FirstAsync(string job, IReadOnlyList<SourceSchema> sources,
        IReadOnlyDictionary<string, Produced> sent, int limit, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await AskAsync(job, limit, cancellation).ConfigureAwait(false);
            if (sources.Where(s => sent.ContainsKey(s.Topic)).All(s => Covers(answer["frontier"]!.AsObject(), s, sent[s.Topic])))
            {
                return [.. answer["rows"]!.AsArray().Select(r => r!)];
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw new TransientException($"Job '{job}' has not read all that was sent within {Patience}: {answer["frontier"]}. What "
                    + "keeps it is in the log above.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool Covers(JsonObject frontier, SourceSchema source, Produced sent) => sent.Offsets.All(o =>
        frontier[string.Create(CultureInfo.InvariantCulture, $"{source.Name}/{o.Key}")] is { } read
        && read.GetValue<long>() >= o.Value.Until);

    private async Task<JsonObject> AskAsync(string job, int limit, CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync(new Uri(Path(job, limit), UriKind.Relative), cancellation).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject()
                : throw new TransientException($"The API answers {(int)answer.StatusCode} for the rows of '{job}': {text}");
        }
        catch (JsonException error)
        {
            throw new TransientException($"The API at {_client.BaseAddress} answers something else than rows of '{job}': {text}", error);
        }
    }
}
