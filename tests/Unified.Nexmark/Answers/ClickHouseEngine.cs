using System.Net;
using Unified.Embedded.ClickHouse;

namespace Unified.Nexmark.Answers;

/// <summary>An embedded ClickHouse that is asked over HTTP, as a user would. Thread-safe.</summary>
public sealed class ClickHouseEngine(EmbeddedClickHouse server) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = server.Endpoint,
        Timeout = TimeSpan.FromMinutes(10),
        DefaultRequestHeaders = { { "X-ClickHouse-Key", server.Password } },
    };

    /// <summary>Makes <c>person</c>, <c>auction</c> and <c>bid</c> in the database <c>nexmark</c> over Parquet.</summary>
    /// <param name="folder">The folder that <see cref="Output.ParquetEvents"/> wrote.</param>
    public async Task OpenAsync(string folder)
    {
        await ExecuteAsync("CREATE DATABASE IF NOT EXISTS nexmark").ConfigureAwait(false);
        foreach (var log in new[] { "person", "auction", "bid" })
        {
            await ExecuteAsync($"CREATE OR REPLACE VIEW nexmark.{log} AS SELECT *, _path, _row_number "
                + $"FROM file('{folder}/{log}/*/*.parquet', Parquet)").ConfigureAwait(false);
        }
    }

    /// <summary>Runs a statement and drops its answer.</summary>
    public async Task ExecuteAsync(string sql, string settings = "")
    {
        using var answer = await PostAsync(sql, settings).ConfigureAwait(false);
        await answer.Content.CopyToAsync(Stream.Null).ConfigureAwait(false);
    }

    /// <summary>Writes the rows of a query to a Parquet file.</summary>
    public async Task WriteAsync(string query, string file, string settings = "")
    {
        using var answer = await PostAsync($"{query} FORMAT Parquet", settings).ConfigureAwait(false);
        var parquet = File.Create(file);
        await using (parquet.ConfigureAwait(false))
        {
            await answer.Content.CopyToAsync(parquet).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(string sql, string settings)
    {
        using var body = new StringContent(sql);
        // Without wait_end_of_query an error after the first rows would come as an answer that ends early.
        var answer = await _http.PostAsync($"/?wait_end_of_query=1&session_timezone=UTC{settings}", body).ConfigureAwait(false);
        return answer.StatusCode == HttpStatusCode.OK ? answer
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync().ConfigureAwait(false));
    }
}
